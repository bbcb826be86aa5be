import Billing
import LabSchema
import Postgres
import TestLab
import Testing

/// Every row that is read as a value.
private let rows: [any TableRow.Type] = [
  BillingRecord.self, AppliedMigration.self, BackfillProgress.self, BillingRun.self,
  BillingFinding.self, NumberSeries.self, PeriodSeal.self,
]

@Suite("Rows of tables")
struct TableRowTests {
  @Test("each property is read from the column of its name and place, to the letter")
  func decoding() throws {
    let lab = try SampleLab()
    try lab.advanceRecord(to: "paid")
    try lab.addSettlements()
    for row in rows {
      try expectFaithfulDecoding(of: row, lab.connection)
    }
  }

  private func expectFaithfulDecoding<Value: TableRow>(
    of row: Value.Type, _ connection: Connection
  ) throws {
    let table = Value.table
    let rows: [Void] = try connection.query(
      "select \(unescaped: Value.selectList) from \(unescaped: table.name) order by 1 limit 1"
    ) { row in
      let properties = Mirror(reflecting: try Value(row: row)).children.flatMap { property in
        // The amounts of a bill are one property, and a column each.
        (property.value as? Amounts).map { amounts in
          Amounts.Part.allCases.map { (label: $0.column, value: amounts[$0] as Any) }
        } ?? [(label: property.label ?? "", value: property.value)]
      }
      #expect(properties.count == table.columns.count, "\(table.name)")
      for (index, (column, property)) in zip(table.columns, properties).enumerated() {
        let place = "\(table.name).\(column.name)"
        let label = property.label.lowercased()
        #expect(
          label.hasPrefix(column.name.prefix { $0 != "_" }) || label == "processid", "\(place)")
        #expect(try text(of: property.value) == row.optionalString(index), "\(place)")
      }
    }
    #expect(rows.count == 1, "no row in \(table.name)")
  }

  /// What the value would be written as, or nil for a null.
  private func text(of value: Any) throws -> String? {
    if let amount = value as? AmountReading {
      guard case .amount(let money) = amount else { return nil }
      return money.description
    }
    if let distance = value as? DistanceReading {
      guard case .distance(let kilometers) = distance else { return nil }
      return kilometers.description
    }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      guard let wrapped = mirror.children.first else { return nil }
      return try text(of: wrapped.value)
    }
    var bytes: [UInt8] = []
    try #require(value as? any PostgresEncodable).encode(into: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    // Postgres leaves out the zeros that end a fraction of a second.
    guard value is Instant || value is TimeOfDay, text.contains(".") else { return text }
    let zone = value is Instant ? "+00" : ""
    let digits = text.dropLast(zone.count).reversed().drop { $0 == "0" }
    return String(digits.reversed()) + zone
  }

  @Test("a select list can name its table")
  func qualifiedSelectList() {
    #expect(PeriodSeal.selectList.hasPrefix("seal_id, period, seal, previous_period, "))
    #expect(PeriodSeal.selectList(of: "s").contains(", s.sealed_at::timestamptz, s.run_id"))
  }
}
