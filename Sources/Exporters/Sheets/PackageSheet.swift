internal import Billing
internal import LabSchema

/// A sheet of the workbook: what it is called, what *About* says of it, and how it is written. The
/// workbook, *About* and the checks of a package go through ``PackageSheets/all``.
protocol PackageSheet: SendableMetatype {
  static var name: String { get }
  /// What *About* says of it.
  static func about(_ content: PackageContent) -> String
  /// What *About* says of its columns, where their names do not say it.
  static var remarks: [ColumnRemark] { get }
  /// Whether its numbers are kept to be looked up when it is read back: a sheet of figures and not a
  /// list of any length.
  static var holdsFigures: Bool { get }
  /// The first version of packages that has it.
  static var since: Int { get }

  static func write(
    _ content: PackageContent, to workbook: inout Workbook, from reader: ExportReader,
    progress: (Int) -> Void
  ) throws
}

extension PackageSheet {
  static var remarks: [ColumnRemark] { [] }
  static var holdsFigures: Bool { true }
  static var since: Int { 1 }
}

/// What has to be said of some columns of a sheet.
struct ColumnRemark: Sendable {
  /// What they are called.
  var columns: String
  var text: String

  init(_ columns: String, _ text: String) {
    self.columns = columns
    self.text = text
  }
}

extension ReportColumns {
  /// A remark about some of the columns.
  func remark(_ names: String..., text: String) -> ColumnRemark {
    ColumnRemark(names.map { self[position($0)].title }.joined(separator: ", "), text)
  }
}

/// The sheets of a workbook, in order, but for *About*, which is about them.
enum PackageSheets {
  static let all: [any PackageSheet.Type] = [
    SummarySheet.self, DaysSheet.self, RegisterSheets.self, DiscountsSheet.self,
    DistanceSheet.self, TestsSheet.self, OutstandingSheet.self, SeriesSheet.self,
    ExceptionsSheet.self,
  ]
}
