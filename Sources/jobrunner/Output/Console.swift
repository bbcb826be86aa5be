internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Results go to standard output; logs and progress to standard error.
struct Console: Sendable {
  var isQuiet = false
  var isVerbose = false

  /// A line of the result.
  func result(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// A piece of the result, as it is.
  func raw(_ bytes: Data) {
    FileHandle.standardOutput.write(bytes)
  }

  /// What happens; nothing where the person asked for quiet.
  func log(_ line: String) {
    if !isQuiet { FileHandle.standardError.write(Data((line + "\n").utf8)) }
  }

  func detail(_ line: String) {
    if isVerbose { log(line) }
  }

  /// Rewrites one line on a terminal; nothing elsewhere.
  func progress(_ text: String) {
    guard !isQuiet, isatty(2) == 1 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// A question, shown even to who asked for quiet: somebody has to answer it.
  func ask(_ question: String) {
    FileHandle.standardError.write(Data(question.utf8))
  }

  /// An error: what is wrong and what to do.
  static func error(_ message: String, remedy: String?) {
    var text = "jobrunner: \(message)\n"
    if let remedy { text += "  \(remedy)\n" }
    FileHandle.standardError.write(Data(text.utf8))
  }
}
