internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A question to whoever sits at the terminal.
enum Question {
  /// Whether there is somebody to ask: input and errors are a terminal's.
  static var canBeAsked: Bool { isatty(0) == 1 && isatty(2) == 1 }

  /// Asks, and takes anything but yes for no.
  static func isAnsweredYes(_ question: String) -> Bool {
    FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
    let answer = readLine(strippingNewline: true) ?? ""
    return ["y", "yes"].contains(answer.lowercased())
  }
}
