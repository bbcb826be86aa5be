package import Billing
internal import Foundation

/// Why a file cannot be read as the lines that it should have.
package enum CSVFileError: ReportedError, Equatable, Sendable {
  /// With the system's error number.
  case notReadable(String, code: Int32)
  case empty
  /// It is in another encoding, such as UTF-16.
  case encoding(String)
  case headerUnreadable(String)
  /// A line that is longer than that of any file that is meant.
  case lineTooLong(Int)
}

extension CSVFileError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }

  package var message: String {
    switch self {
    case .notReadable(let path, let code):
      "\(path == FileInput.standardInput ? "standard input" : "the file \(path)") cannot be "
        + "read: \(Self.reason(code))"
    case .empty: "the file has no lines"
    case .encoding(let name): "the file is in \(name), and has to be in UTF-8"
    case .headerUnreadable(let reason): "the file's first line cannot be read: \(reason)"
    case .lineTooLong(let line):
      "line \(line) of the file has more than \(CSVRecords.longestLine) bytes"
    }
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  package var remedy: String {
    switch self {
    case .notReadable(_, EISDIR): "it is a folder: name the CSV file in it"
    case .notReadable(_, EACCES), .notReadable(_, EPERM): "let this user read it"
    case .notReadable: "check the path, and what it lies on"
    case .encoding:
      "save it as UTF-8; a spreadsheet calls that \"CSV UTF-8 (comma delimited)\""
    case .empty, .headerUnreadable, .lineTooLong:
      "it has to be a CSV file in UTF-8 whose first line names the columns"
    }
  }
}

extension CSVFileError {
  package var exitStatus: ExitStatus { .badInput }
}
