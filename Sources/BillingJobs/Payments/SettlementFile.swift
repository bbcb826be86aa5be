internal import Foundation
package import LabSchema

/// A gateway's settlement file, taken apart line by line: each line is a payment, or is kept with
/// the reason why it is none.
package struct SettlementFile: Sendable {
  /// The first line as it is.
  package let header: [UInt8]
  /// What separates its fields: a comma, a semicolon or a tab.
  package let delimiter: Character
  package let lines: [SettlementLine]

  /// - Parameter names: what the file calls a column, where that is not our name.
  package init(
    path: String, names: [SettlementColumn: String] = [:]
  ) throws(SettlementFileError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw .notReadable(path) }
    try self.init([UInt8](data), names: names)
  }

  package init(
    _ bytes: [UInt8], names: [SettlementColumn: String] = [:]
  ) throws(SettlementFileError) {
    var records = SettlementRecords(bytes)
    guard let first = records.next() else { throw .empty }
    let columns: SettlementColumns
    switch first.fields {
    case .failure(let problem): throw .headerUnreadable(problem.reason)
    case .success(let fields): columns = try SettlementColumns(header: fields, names: names)
    }
    header = Array(first.bytes)
    delimiter = records.separator
    var lines: [SettlementLine] = []
    while let record = records.next() {
      let content: Result<SettledPayment, SettlementLine.Unreadable> =
        switch record.fields {
        case .failure(let problem): .failure(.init(reason: problem.reason))
        case .success(let fields): Self.payment(fields, columns)
        }
      lines.append(
        SettlementLine(number: record.line, bytes: Array(record.bytes), payment: content))
    }
    self.lines = lines
  }

  private static func payment(
    _ fields: [String], _ columns: SettlementColumns
  ) -> Result<SettledPayment, SettlementLine.Unreadable> {
    do {
      return .success(try SettlementLineReader(fields: fields, columns: columns).payment())
    } catch {
      return .failure(error)
    }
  }
}

/// One line of a settlement file.
package struct SettlementLine: Sendable {
  /// Where it begins in the file, from 1.
  package let number: Int
  /// As it is in the file, without its end.
  package let bytes: [UInt8]
  package let payment: Result<SettledPayment, Unreadable>

  package struct Unreadable: Error, Equatable, Sendable {
    package let reason: String
  }
}

/// Reads the fields of one line.
private struct SettlementLineReader {
  let fields: [String]
  let columns: SettlementColumns

  func payment() throws(SettlementLine.Unreadable) -> SettledPayment {
    guard fields.count == columns.width else {
      throw .init(reason: "it has \(fields.count) fields, and the header has \(columns.width)")
    }
    // A quote that is never closed swallows the lines after it.
    if let column = SettlementColumn.allCases.first(where: { column in
      columns.field(column, of: fields).contains(where: \.isNewline)
    }) {
      throw .init(reason: "\(column.rawValue) goes over several lines: a quote is not closed")
    }
    let amount = try amount(.amount)
    guard amount > .zero else { throw .init(reason: "amount \(amount) is not more than 0") }
    let fee = columns.field(.fee, of: fields).isEmpty ? nil : try self.amount(.fee)
    if let fee, fee.isNegative || fee > amount {
      throw .init(reason: "fee \(fee) is not between 0 and the amount")
    }
    let paidAt = try text(.paidAt)
    guard let moment = PaidAt(paidAt), paidAt >= "2000" else {
      throw .init(
        reason: "paid_at \"\(paidAt)\" is not a date such as 2025-01-15 or 2025-01-15T10:30:00Z")
    }
    let method = columns.field(.method, of: fields)
    return SettledPayment(
      invoiceNumber: try text(.invoiceNumber), amount: amount, paidAt: moment,
      reference: try text(.reference), fee: fee, method: method.isEmpty ? nil : method)
  }

  private func text(_ column: SettlementColumn) throws(SettlementLine.Unreadable) -> String {
    let text = columns.field(column, of: fields)
    guard !text.isEmpty else { throw .init(reason: "\(column.rawValue) is empty") }
    return text
  }

  private func amount(_ column: SettlementColumn) throws(SettlementLine.Unreadable) -> Money {
    let text = try text(column)
    guard Self.isPlain(text), case .amount(let money) = AmountReading(text.utf8.span),
      money.isStorable
    else {
      throw .init(
        reason: "\(column.rawValue) \"\(text)\" is not an amount such as 1234.50")
    }
    return money
  }

  /// Digits, and a point with one or two more: what else could be meant by `1e3` or `.5` is not
  /// guessed at. A sign is read, so that it can be told that the amount is not above 0.
  private static func isPlain(_ text: String) -> Bool {
    text.wholeMatch(of: /-?[0-9]+(\.[0-9]{1,2})?/) != nil
  }
}
