internal import Glibc
internal import Logging
internal import Postgres

/// What a person or a program reads of a command: results on standard output, the log and progress on
/// standard error. Whatever goes through it moves no terminal and shows no password.
struct Console: Sendable {
  /// How much is said.
  enum Volume {
    /// What needs a person, and what was asked for.
    case quiet
    case normal
    /// Each step too.
    case verbose
  }

  let volume: Volume
  private let logger: Logger

  init(_ volume: Volume = .normal) {
    self.volume = volume
    var logger = Logger(label: "jobrunner") { _ in EventLog.standard }
    logger.logLevel =
      switch volume {
      case .quiet: .warning
      case .normal: .notice
      case .verbose: .debug
      }
    self.logger = logger
  }

  var isQuiet: Bool { volume == .quiet }

  /// A line of what was asked for.
  ///
  /// - Parameter mark: what it may begin with, and the colour of that.
  func result(_ line: String, marks: [(mark: String, color: Color)] = []) {
    ProgressLine.clear()
    var line = Self.shown(line)
    if Color.onResults, let (mark, color) = marks.first(where: { line.hasPrefix($0.mark) }) {
      line = color.of(mark) + line.dropFirst(mark.count)
    }
    StandardStream.results.write(line + "\n")
  }

  /// A line of what was done; nothing where the person asked for quiet.
  func account(_ line: String) {
    if !isQuiet { result(line) }
  }

  /// A line of a JSON document; in its strings passwords are hidden by who fills them.
  func result(json line: String) {
    StandardStream.results.write(line.harmless + "\n")
  }

  /// Data for a program, as it is: what goes to a terminal is made harmless by who writes it.
  func result(data text: String) {
    ProgressLine.clear()
    StandardStream.results.write(text)
  }

  /// Whether every result so far was written: false where the disk is full, the pipe closed …
  var hasWrittenResults: Bool { StandardStream.results.failure == nil }

  /// The same of the log too.
  var hasToldAll: Bool { hasWrittenResults && StandardStream.messages.failure == nil }

  /// What happens, as far as the person wants to hear of it.
  func log(_ event: Event) {
    logger.log(
      level: event.level, Logger.Message(stringLiteral: event.message), metadata: event.metadata)
  }

  /// How far something is, to who looks on at a terminal.
  func progress(_ progress: Progress) {
    if !isQuiet { ProgressLine.show(progress) }
  }

  /// How far all is that the rest is a part of.
  func progress(outer progress: Progress) {
    if !isQuiet { ProgressLine.showOuter(progress) }
  }

  /// What took long is done.
  func endProgress() { ProgressLine.clear() }

  /// A question, shown even to who asked for quiet: somebody has to answer it.
  func ask(_ question: String) {
    ProgressLine.clear()
    StandardStream.messages.write(Self.shown(question))
  }

  private static func shown(_ text: String) -> String { Secrets.hidden(in: text).harmless }
}

/// The person at the keyboard, where there is one.
enum Terminal {
  /// Whether somebody can be asked.
  static var isInteractive: Bool { isatty(0) == 1 }

  /// How many characters a line of a table may have; nil where it is for no terminal, or all is asked for.
  static let tableWidth: Int? = {
    let words = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
    return words.contains("--wide") ? nil : width(of: 1)
  }()

  /// How many characters a line of this stream has; nil where it is no terminal.
  static func width(of stream: Int32) -> Int? {
    var size = winsize()
    guard isatty(stream) == 1, unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

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
