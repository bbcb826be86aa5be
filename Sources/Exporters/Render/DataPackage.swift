internal import Billing
internal import Foundation
internal import LabSchema

/// `datapackage.json`: the CSV files in the words of the Data Package standard (frictionless), so
/// that any program that knows it can read and check them.
struct DataPackage: Encodable {
  var profile = "tabular-data-package"
  var name: String
  var title: String
  /// The lab it is of, by its id, as in the manifest.
  var lab: String
  var resources: [Resource]

  struct Resource: Encodable {
    var profile = "tabular-data-resource"
    var name: String
    var title: String
    var path: String
    var scheme = "file"
    var format = "csv"
    var mediatype = "text/csv"
    var encoding: String
    var bytes: Int
    /// `sha256:` and the digest in hexadecimal digits.
    var hash: String
    var dialect: Dialect
    var schema: Schema
  }

  struct Dialect: Encodable {
    var delimiter = ","
    var lineTerminator: String
    var quoteChar = "\""
    var doubleQuote = true
    var header = true
  }

  struct Schema: Encodable {
    var fields: [Field]
    var missingValues = [""]
    var primaryKey: [String]?
    var foreignKeys: [ForeignKey]?
  }

  struct Field: Encodable {
    var name: String
    var type: String
    var format = "default"
    var description: String
    var constraints: Constraints?
  }

  struct Constraints: Encodable {
    var required: Bool?
    var unique: Bool?
    var minimum: Int?
    var `enum`: [String]?
  }

  struct ForeignKey: Encodable {
    var fields: [String]
    var reference: Reference

    struct Reference: Encodable {
      var resource: String
      var fields: [String]
    }
  }

  var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(self)) + [0x0A]
    }
  }
}

extension DataPackage.Resource {
  init(
    _ file: (some PackageFile).Type, _ exported: ExportedFile, format: CSVFormat,
    foreignKey: DataPackage.ForeignKey?
  ) {
    self.init(
      name: file.resource, title: file.title, path: exported.name,
      encoding: format.byteOrderMark ? "utf-8-sig" : "utf-8", bytes: exported.bytes,
      hash: "sha256:" + exported.sha256,
      dialect: DataPackage.Dialect(
        lineTerminator: String(decoding: format.lineEnding.bytes, as: UTF8.self)),
      schema: DataPackage.Schema(
        fields: file.columns.map { DataPackage.Field($0) },
        primaryKey: file.primaryKey.map { [$0] },
        foreignKeys: foreignKey.map { [$0] }))
  }
}

extension DataPackage.ForeignKey {
  init(_ field: String, in resource: String) {
    self.init(fields: [field], reference: Reference(resource: resource, fields: [field]))
  }
}

extension DataPackage.Field {
  init(_ column: ReportColumn<some Any>) {
    var constraints = DataPackage.Constraints(
      required: column.isRequired ? true : nil, unique: column.isUnique ? true : nil)
    switch column.kind {
    case .identifier, .rightIdentifier, .count: type = "integer"
    case .date, .weekday: type = "date"
    case .month: type = "yearmonth"
    case .amount:
      type = "number"
      constraints.minimum = 0
    case .signedAmount, .sparseAmount, .distance: type = "number"
    case .text: type = "string"
    case .choice(let values):
      type = "string"
      constraints.enum = values
    }
    name = column.name
    description = column.meaning
    let isPlain =
      constraints.required == nil && constraints.unique == nil && constraints.minimum == nil
      && constraints.enum == nil
    self.constraints = isPlain ? nil : constraints
  }
}
