internal import Billing
internal import LabSchema

/// Checks packages against their own manifests, without a database: every file is there and is the
/// one that was written, workbook and CSV files add up to what the manifest says, days are what
/// their month makes them, and months follow each other.
package struct PackageVerifier {
  /// What was checked, and what is wrong with it.
  package struct Report: Sendable {
    /// Folders of the packages that were checked, in order.
    package var packages: [String] = []
    package var problems: [PackageProblem] = []
    /// What could not be checked here and is no fault, such as a month that lies elsewhere.
    package var notes: [String] = []

    mutating func add(_ other: Report) {
      packages += other.packages
      problems += other.problems
      notes += other.notes
    }
  }

  private let path: String

  /// - Parameter path: a package's folder, or a folder of months.
  package init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    // A folder named by its place, such as `.`, is called what it is called there.
    let isPlace = [".", ".."].contains(path.split(separator: "/").last ?? "")
    self.path = isPlace ? FolderTree.resolved(path) ?? path : path
  }

  /// Checks the package and those of its days, or every package of a folder of months.
  ///
  /// - Parameter seal: what the month was sealed with, where its manifest is to be held against it.
  /// - Throws: ``ExportError`` where there is no package.
  package func verify(seal: String? = nil) throws(ExportError) -> Report {
    var report = Report()
    let names: [String]
    do { names = try FolderTree.names(in: path) } catch {
      throw .notReadable(path: error.path, reason: error.reason)
    }
    let hasMonths = names.contains { BillingPeriod($0) != nil }
    if seal != nil || !hasMonths && (PackageNames.arePackage(names) || PackageNames.haveDays(names))
    {
      PackageFolderCheck(folder: path, seal: seal, isAlone: true).run(into: &report)
    } else {
      MonthsCheck(folder: path, names: names).run(into: &report)
    }
    guard !report.packages.isEmpty || !report.problems.isEmpty else {
      throw .noPackage(path: path)
    }
    return report
  }
}
