/// A column of a settlement file, by our name.
package enum SettlementColumn: String, CaseIterable, Sendable {
  case invoiceNumber = "invoice_number"
  case amount
  case paidAt = "paid_at"
  case reference
  case fee
  case method

  package var isRequired: Bool { self != .fee && self != .method }
}

/// Which of a file's columns is which of ours, by its header.
struct SettlementColumns {
  private let places: [SettlementColumn: Int]
  /// How many fields every line has to have.
  let width: Int

  /// - Parameter names: what the file calls a column, where that is not our name.
  init(
    header: [String], names: [SettlementColumn: String]
  ) throws(SettlementFileError) {
    width = header.count
    var places: [SettlementColumn: Int] = [:]
    for column in SettlementColumn.allCases {
      let name = names[column] ?? column.rawValue
      let found = header.indices.filter { header[$0].lowercased() == name.lowercased() }
      guard found.count < 2 else { throw .columnTwice(name) }
      if let place = found.first {
        places[column] = place
      } else if column.isRequired || names[column] != nil {
        throw .columnMissing(name, column: column, header: header)
      }
    }
    self.places = places
  }

  /// The field of a column; empty where the file has no such column.
  func field(_ column: SettlementColumn, of fields: [String]) -> String {
    places[column].map { fields[$0] } ?? ""
  }
}

/// Why a file is no settlement at all.
package enum SettlementFileError: Error, Equatable, Sendable {
  case notReadable(String)
  case empty
  case headerUnreadable(String)
  case columnMissing(String, column: SettlementColumn, header: [String])
  case columnTwice(String)
}

extension SettlementFileError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }

  package var message: String {
    switch self {
    case .notReadable(let path): "the file \(path) cannot be read"
    case .empty: "the file has no lines"
    case .headerUnreadable(let reason): "the file's first line cannot be read: \(reason)"
    case .columnMissing(let name, _, let header):
      "the file has no column \(name); it has: \(header.joined(separator: ", "))"
    case .columnTwice(let name): "the file has more than one column \(name)"
    }
  }

  package var remedy: String {
    switch self {
    case .notReadable: "check the path and who may read it"
    case .empty, .headerUnreadable:
      "it has to be a CSV file in UTF-8 whose first line names the columns"
    case .columnMissing(_, let column, _):
      "say what it is called with: --map \(column.rawValue)=\"NAME IN THE FILE\""
    case .columnTwice: "rename one of them in the file"
    }
  }
}
