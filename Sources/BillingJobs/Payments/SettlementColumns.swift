/// A column of a settlement file, by our name.
package enum SettlementColumn: String, CaseIterable, Sendable {
  case invoiceNumber = "invoice_number"
  case amount
  case paidAt = "paid_at"
  case reference
  case fee
  case method
  case currency

  package var isRequired: Bool {
    switch self {
    case .invoiceNumber, .amount, .paidAt, .reference: true
    case .fee, .method, .currency: false
    }
  }
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
