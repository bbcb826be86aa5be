internal import ArgumentParser
internal import Glibc

/// How the log is written; what `--log-format` takes.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// A message and `key=value`, for people.
  case text
  /// A JSON object a line, for programs.
  case json

  private static let option = "--log-format"

  /// What the command line asks for, also where it cannot be read as a whole.
  static let asked: LogFormat = {
    let words = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
    let isJSON =
      words.contains("\(option)=\(json.rawValue)")
      || zip(words, words.dropFirst()).contains { $0 == option && $1 == json.rawValue }
    return isJSON ? .json : .text
  }()
}

/// Who reads standard error, which decides what a line of the log has besides what happened.
enum LogReader {
  /// Somebody whose own clock stamps the lines, or who looks on: a terminal, cron's mail, a pipe.
  case person
  /// A file that goes on from run to run, opened to append, where each line needs its time.
  case file
  /// journald, which takes a priority in front of a line, and knows its time.
  case journal

  static let ofStandardError: LogReader = {
    var status = stat()
    guard unsafe fstat(2, &status) == 0 else { return .person }
    if let stream = unsafe getenv("JOURNAL_STREAM"),
      unsafe String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    {
      return .journal
    }
    let appends = fcntl(2, F_GETFL) & O_APPEND != 0
    return status.st_mode & S_IFMT == S_IFREG && appends ? .file : .person
  }()
}
