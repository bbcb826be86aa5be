package import Billing
internal import LabSchema

/// A gateway's settlement file, taken apart line by line: each line is a payment, or is kept with
/// the reason why it is none. It is read once, from its beginning to its end.
package final class SettlementFile {
  /// The line that names the columns, as it is.
  package let header: [UInt8]
  private var records: CSVRecords
  private let columns: SettlementColumns
  private let currency: String

  /// - Parameters:
  ///   - names: what the file calls a column, where that is not our name.
  ///   - currency: the lab's: a line in another is no payment of its invoices.
  package convenience init(
    path: String, names: [SettlementColumn: String] = [:], currency: String
  ) throws {
    try self.init(try FileInput(path: path), names: names, currency: currency)
  }

  package convenience init(
    _ bytes: [UInt8], names: [SettlementColumn: String] = [:], currency: String
  ) throws {
    try self.init(FileInput(bytes), names: names, currency: currency)
  }

  private init(
    _ input: FileInput, names: [SettlementColumn: String], currency: String
  ) throws {
    records = try CSVRecords(input)
    guard let first = try records.next() else { throw CSVFileError.empty }
    switch first.fields {
    case .failure(let problem): throw CSVFileError.headerUnreadable(problem.reason)
    case .success(let fields): columns = try SettlementColumns(header: fields.texts, names: names)
    }
    header = first.bytes
    self.currency = currency
  }

  /// What separates the fields: a comma, a semicolon or a tab.
  package var delimiter: Character { Character(Unicode.Scalar(records.separator)) }

  /// The next line that is not blank; nil at the end.
  package func next() throws(CSVFileError) -> SettlementLine? {
    guard let record = try records.next() else { return nil }
    let payment: Result<SettlementLine.Payment, SettlementLine.Unreadable>
    switch record.fields {
    case .failure(let problem): payment = .failure(.init(reason: problem.reason))
    case .success(let fields):
      let reader = SettlementLineReader(fields: fields.texts, columns: columns, currency: currency)
      do { payment = .success(try reader.payment()) } catch { payment = .failure(error) }
    }
    return SettlementLine(number: record.line, bytes: record.bytes, payment: payment)
  }
}
