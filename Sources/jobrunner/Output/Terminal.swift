internal import Glibc
internal import Postgres

/// The person at the keyboard, where there is one.
enum Terminal {
  /// Whether somebody can be asked.
  static var isInteractive: Bool { isatty(0) == 1 }

  /// Asks on standard error and waits for a line; anything but yes is no.
  ///
  /// - Throws: `PostgresError.interrupted` where a signal came instead of an answer.
  static func confirms(_ question: String, console: Console, _ interruption: Interruption) throws
    -> Bool
  {
    console.ask("\(question) [y/N] ")
    while true {
      if let signal = interruption.signal { throw PostgresError.interrupted(signal: signal) }
      // Signals are not delivered to a read: look up from it now and then.
      var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&descriptor, 1, 100) > 0 { break }
    }
    let answer = (readLine() ?? "").filter { !$0.isWhitespace }.lowercased()
    return answer == "y" || answer == "yes"
  }
}
