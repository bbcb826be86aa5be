internal import LabSchema

/// One column of a CSV file: what it is called, what it holds and what it means. The header, the
/// data package's schema and the workbook's sheet *About* all say what is said here.
struct FileColumn: Sendable {
  enum Kind: Sendable {
    case identifier
    case date
    case month
    /// Plain decimals with two places; never below zero unless it says so.
    case amount(mayBeNegative: Bool)
    case text
    case choice([String])

    static let amount = Kind.amount(mayBeNegative: false)
  }

  var name: String
  var kind: Kind
  var isRequired: Bool
  var isUnique: Bool
  var meaning: String

  init(
    _ name: String, _ kind: Kind, required: Bool = false, unique: Bool = false, _ meaning: String
  ) {
    self.name = name
    self.kind = kind
    isRequired = required
    isUnique = unique
    self.meaning = meaning
  }
}

/// A CSV file of a package.
protocol PackageFile: SendableMetatype {
  /// What the file is called in the data package, and how its name begins.
  static var resource: String { get }
  static var title: String { get }
  static var columns: [FileColumn] { get }
}

extension PackageFile {
  static var header: [String] { columns.map(\.name) }

  /// The file's name in the package of a month or a day.
  static func name(_ scope: ExportScope) -> String { "\(resource)-\(scope).csv" }
}

/// A CSV file that was written.
struct WrittenFile {
  var rows: Int
  /// What its rows come to day by day.
  var days: DayDigests
}
