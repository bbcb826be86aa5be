internal import Foundation
package import LabSchema
internal import PlainText

/// A file of a table's rows, line by line: CSV whose first line names the columns, or JSON objects, one a
/// line, of which the first one does. It is read once, from its beginning to its end.
package final class RowFile {
  package enum Format: String, CaseIterable, Sendable {
    case csv, ndjson
  }

  /// What the file calls its columns, without those of a file of rejects.
  package let header: [String]
  package let format: Format
  /// Of a CSV file the line that names the columns as it is, and what separates its fields.
  package let headerLine: [UInt8]
  package let separator: UInt8
  private var records: CSVRecords
  private let input: FileInput
  /// The places of the columns among a line's fields.
  private let places: [Int]
  /// How many fields a line has.
  private let width: Int
  /// Of JSON the first line, which names the columns and is a row too.
  private var first: CSVRecords.Record?

  /// What a file of rejects has before the columns: an import passes over them.
  package static let rejectColumns = ["rejected_line", "rejected_because"]

  /// - Throws: ``CSVFileError``.
  package init(path: String, format: Format) throws {
    self.format = format
    input = try FileInput(path: path)
    records = try CSVRecords(input)
    separator = records.separator
    var names: [String]
    switch format {
    case .csv:
      guard let record = try records.next() else { throw CSVFileError.empty }
      switch record.fields {
      case .failure(let problem): throw CSVFileError.headerUnreadable(problem.reason)
      case .success(let fields): names = fields.texts
      }
      headerLine = record.bytes
    case .ndjson:
      guard let record = try records.nextLine() else { throw CSVFileError.empty }
      do { names = try JSONRow(record.bytes).members.keys.sorted() } catch {
        throw CSVFileError.headerUnreadable("it is no JSON object")
      }
      headerLine = []
      first = record
    }
    width = names.count
    places = names.indices.filter { !Self.rejectColumns.contains(names[$0].lowercased()) }
    header = places.map { names[$0].lowercased() }
  }

  /// The next line that is not blank; nil at the end.
  package func next() throws -> ImportLine? {
    switch format {
    case .csv:
      guard let record = try records.next() else { return nil }
      return ImportLine(
        number: record.line, record: Self.text(record.bytes), cells: fields(of: record))
    case .ndjson:
      guard let record = try first ?? records.nextLine() else { return nil }
      first = nil
      return ImportLine(
        number: record.line, record: Self.text(record.bytes), cells: members(of: record))
    }
  }

  private func fields(
    of record: CSVRecords.Record
  ) -> Result<[String?], ImportLine.Unreadable> {
    switch record.fields {
    case .failure(let problem): return .failure(.init(reason: problem.reason))
    case .success(let fields):
      guard fields.asWritten.count == width else {
        return .failure(
          .init(
            reason:
              "it has \(counted(fields.asWritten.count, "field")), and the first line \(width)"))
      }
      return .success(
        places.map { place in
          fields.asWritten[place].isEmpty && !fields.areQuoted[place]
            ? nil : CSVText.restored(fields.asWritten[place])
        })
    }
  }

  private func members(
    of record: CSVRecords.Record
  ) -> Result<[String?], ImportLine.Unreadable> {
    guard let row = try? JSONRow(record.bytes) else {
      return .failure(.init(reason: "it is no JSON object of texts, numbers, true, false and null"))
    }
    let members = row.members.filter { !Self.rejectColumns.contains($0.key.lowercased()) }
    let names = Set(members.keys.map { $0.lowercased() })
    guard names == Set(header) else {
      let other = names.symmetricDifference(header).sorted().joined(separator: ", ")
      return .failure(.init(reason: "it has other members than the first line: \(other)"))
    }
    let values = Dictionary(
      members.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    return .success(header.map { values[$0]?.text })
  }

  /// A line as a column of text can hold it.
  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
  }
}

/// A JSON object of which every member is a text, a number, true, false or null.
private struct JSONRow: Decodable {
  let members: [String: Value]

  struct Value: Decodable {
    /// As a column reads it; nil for null.
    let text: String?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = nil
      } else if let flag = try? container.decode(Bool.self) {
        text = flag ? "true" : "false"
      } else if let string = try? container.decode(String.self) {
        text = string
      } else if let number = try? container.decode(Int64.self) {
        text = String(number)
      } else {
        // Never through a binary fraction.
        text = "\(try container.decode(Decimal.self))"
      }
    }
  }

  init(_ bytes: [UInt8]) throws {
    members = try JSONDecoder().decode([String: Value].self, from: Data(bytes))
  }
}
