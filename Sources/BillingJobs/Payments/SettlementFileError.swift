package import Billing
internal import Foundation

/// Why a file is no settlement at all, or none that can be believed.
package enum SettlementFileError: ReportedError, Equatable, Sendable {
  /// With the system's error number.
  case notReadable(String, code: Int32)
  case empty
  /// It is in another encoding, such as UTF-16.
  case encoding(String)
  case headerUnreadable(String)
  case columnMissing(String, column: SettlementColumn, header: [String])
  case columnTwice(String)
  /// A line that is longer than any settlement's.
  case lineTooLong(Int)
  /// Amounts a hundred times what their invoices owe.
  case amountsLookLikePaise(PaiseEvidence)
}

extension SettlementFileError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }

  package var message: String {
    switch self {
    case .notReadable(let path, let code):
      "\(path == SettlementInput.standardInput ? "standard input" : "the file \(path)") cannot be "
        + "read: \(Self.reason(code))"
    case .empty: "the file has no lines"
    case .encoding(let name): "the file is in \(name), and has to be in UTF-8"
    case .headerUnreadable(let reason): "the file's first line cannot be read: \(reason)"
    case .columnMissing(let name, _, let header):
      "the file has no column \(name); it has: \(ForeignText.shown(header.joined(separator: ", ")))"
    case .columnTwice(let name): "the file has more than one column \(name)"
    case .lineTooLong(let line):
      "line \(line) of the file has more than \(SettlementRecords.longestLine) bytes"
    case .amountsLookLikePaise(let evidence):
      "the amounts look like paise: \(evidence.description); nothing was imported"
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
    case .columnMissing(_, let column, _):
      "say what it is called with: --map \(column.rawValue)=\"NAME IN THE FILE\""
    case .columnTwice: "rename one of them in the file"
    case .amountsLookLikePaise:
      "divide them by 100; where they are right, write them with two decimals, such as 50000.00"
    }
  }
}

extension SettlementFileError {
  package var exitStatus: ExitStatus { .badInput }
}
