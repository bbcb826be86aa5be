internal import Billing

/// What a report says in one place of a row.
enum ReportValue {
  case text(String)
  case identifier(Int32)
  case count(Int)
  case amount(Money)
  /// Kilometres.
  case distance(Distance)
  case date(CalendarDate)
  case month(BillingPeriod)
  case nothing
  /// Not even a cell: a chart has no point for it, while an empty one that has a look counts as 0.
  case missing
}

/// One column of a report, a file or a sheet. Whatever writes the report, describes it, reads it back or
/// adds it up takes from here what it is called, what it holds and what it means.
struct ReportColumn<Row>: Sendable {
  enum Kind: Sendable {
    case identifier
    /// A number of a row that stands among numbers, at the right.
    case rightIdentifier
    case count
    case date
    /// A date with its day of the week.
    case weekday
    case month
    /// Never below zero.
    case amount
    case signedAmount
    /// An amount that a sheet shows as a dash where it is nothing.
    case sparseAmount
    /// Kilometres.
    case distance
    case text
    case choice([String])
  }

  /// What stands in a sheet's row of totals.
  enum Total: Sendable {
    case none
    case label(String)
    case sum
  }

  enum Width: Sendable {
    /// Characters of the standard font.
    case fixed(Double)
    /// As wide as its content, and no wider than this.
    case fitting(upTo: Double)
  }

  /// What programs and the checks call it: the header of a file.
  var name: String
  /// What people call it: the header of a sheet.
  var title: String
  var kind: Kind
  var isRequired = false
  var isUnique = false
  /// A sentence for *About* and the data package; empty where the title says it.
  var meaning = ""
  var total = Total.none
  var width = Width.fitting(upTo: 60)
  /// The colour of its cells, and of one row's, where it is not the usual one.
  var color: UInt32?
  var tint: (@Sendable (Row) -> UInt32?)?
  /// The first version of packages that has it in its file.
  var since = 1
  /// The package's figure that its rows come to; nil for one that is told nowhere else.
  var figure: PackageTotals.Figure?
  var value: @Sendable (Row) -> ReportValue

  /// Whether it holds numbers to be read as such: they stand at the right.
  var isNumber: Bool {
    switch kind {
    case .count, .rightIdentifier, .amount, .signedAmount, .sparseAmount, .distance: true
    case .identifier, .date, .weekday, .month, .text, .choice: false
    }
  }

  var isAmount: Bool {
    switch kind {
    case .amount, .signedAmount, .sparseAmount: true
    default: false
    }
  }

  var hasTotal: Bool { if case .none = total { false } else { true } }
}

extension ReportColumn {
  /// A column of a file.
  static func file(
    _ name: String, _ kind: Kind, required: Bool = false, unique: Bool = false,
    is figure: PackageTotals.Figure? = nil, since: Int = 1, _ meaning: String,
    _ value: @escaping @Sendable (Row) -> ReportValue
  ) -> ReportColumn {
    ReportColumn(
      name: name, title: name, kind: kind, isRequired: required, isUnique: unique,
      meaning: meaning, since: since, figure: figure, value: value)
  }
}

/// The columns of a report, in order.
struct ReportColumns<Row>: Sendable, RandomAccessCollection {
  private let columns: [ReportColumn<Row>]

  init(_ columns: [ReportColumn<Row>]) {
    self.columns = columns
  }

  var startIndex: Int { 0 }
  var endIndex: Int { columns.count }
  subscript(position: Int) -> ReportColumn<Row> { columns[position] }

  var names: [String] { columns.map(\.name) }

  /// What stands first in the file of a package of a version: a column that came later is behind those that
  /// were there, so that all of them keep their places.
  func names(ofVersion version: Int) -> [String] {
    columns.prefix { $0.since <= version }.map(\.name)
  }

  /// The first version of packages that has all of them.
  var since: Int { columns.map(\.since).max() ?? 1 }

  /// Where a column stands.
  func position(_ name: String) -> Int {
    guard let position = columns.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("there is no column \(name)")
    }
    return position
  }

  /// Where columns stand.
  func positions(_ names: [String]) -> [Int] { names.map(position) }

  /// Where the package's figures stand.
  var figures: [(column: Int, figure: PackageTotals.Figure)] {
    indices.compactMap { index in columns[index].figure.map { (index, $0) } }
  }
}

extension ReportValue {
  init(_ text: String?) { self = text.map { .text($0) } ?? .nothing }
  init(_ amount: Money?) { self = amount.map { .amount($0) } ?? .nothing }
  init(_ date: CalendarDate?) { self = date.map { .date($0) } ?? .nothing }
  init(_ month: BillingPeriod?) { self = month.map { .month($0) } ?? .nothing }
  init<Entity>(_ id: ID<Entity>?) { self = id.map { .identifier($0.rawValue) } ?? .nothing }
}
