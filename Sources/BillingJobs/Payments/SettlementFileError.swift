package import Billing

/// Why a file is no settlement, or none that can be believed.
package enum SettlementFileError: ReportedError, Equatable, Sendable {
  case columnMissing(String, column: SettlementColumn, header: [String])
  case columnTwice(String)
  /// Amounts a hundred times what their invoices owe.
  case amountsLookLikePaise(PaiseEvidence)
}

extension SettlementFileError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }

  package var message: String {
    switch self {
    case .columnMissing(let name, _, let header):
      "the file has no column \(name); it has: \(ForeignText.shown(header.joined(separator: ", ")))"
    case .columnTwice(let name): "the file has more than one column \(name)"
    case .amountsLookLikePaise(let evidence):
      "the amounts look like paise: \(evidence.description); nothing was imported"
    }
  }

  package var remedy: String {
    switch self {
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
