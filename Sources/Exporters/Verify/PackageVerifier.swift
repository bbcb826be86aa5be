internal import Foundation
internal import LabSchema

/// Checks packages against their own manifests, without a database: every file is there and is the
/// one that was written, workbook and CSV files add up to what the manifest says, and months follow
/// each other.
package struct PackageVerifier {
  /// What was checked, and what is wrong with it.
  package struct Report: Sendable {
    /// Folders of the packages that were checked, in order.
    package var packages: [String] = []
    package var problems: [PackageProblem] = []
    /// What could not be checked here and is no fault, such as a month that lies elsewhere.
    package var notes: [String] = []
  }

  private let path: String

  /// - Parameter path: a package's folder, or a folder of months.
  package init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// Checks the package and those of its days, or every package of a folder of months.
  ///
  /// - Parameter seal: what the month was sealed with, where its manifest is to be held against it.
  /// - Throws: ``ExportError`` where there is no package.
  package func verify(seal: String? = nil) throws(ExportError) -> Report {
    var report = Report()
    do throws(SystemFailure) {
      guard let status = try FolderTree.status(path), FolderTree.isFolder(status) else {
        throw SystemFailure(action: "read", path: path, code: ENOTDIR)
      }
      let own = path + "/" + ExportScope.manifestName
      let names = try FolderTree.names(in: path)
      if names.contains(ExportScope.manifestName) {
        try check(path, seal: seal, isAlone: true, into: &report)
      } else if seal != nil || looksLikePackage(names) {
        report.packages.append(path)
        report.problems.append(PackageProblem(.missing, own, "it is missing"))
      }
      for name in names where !name.hasPrefix(".") {
        try descend(path + "/" + name, into: &report)
      }
    } catch {
      throw ExportError(error)
    }
    guard !report.packages.isEmpty else { throw .noPackage(path: path) }
    return report
  }

  /// Goes through months and days; other folders are somebody else's.
  private func descend(
    _ folder: String, into report: inout Report
  ) throws(SystemFailure) {
    guard let status = try FolderTree.status(folder), FolderTree.isFolder(status),
      let name = folder.split(separator: "/").last,
      BillingPeriod(String(name)) != nil || (name.count == 2 && Int(name) != nil)
    else { return }
    let names = try FolderTree.names(in: folder)
    if names.contains(ExportScope.manifestName) {
      try check(folder, seal: nil, isAlone: false, into: &report)
    } else if looksLikePackage(names) {
      report.packages.append(folder)
      report.problems.append(
        PackageProblem(.missing, folder + "/" + ExportScope.manifestName, "it is missing"))
    }
    for name in names where !name.hasPrefix(".") {
      try descend(folder + "/" + name, into: &report)
    }
  }

  private func looksLikePackage(_ names: [String]) -> Bool {
    names.contains { $0.hasPrefix("billing-") && $0.hasSuffix(".xlsx") }
  }

  private func check(
    _ folder: String, seal: String?, isAlone: Bool, into report: inout Report
  ) throws(SystemFailure) {
    report.packages.append(folder)
    guard let manifest = try Self.manifest(of: folder, into: &report) else { return }
    var check = PackageCheck(folder: folder, manifest: manifest)
    try check.run()
    report.problems += check.problems
    try ChainCheck(folder: folder, manifest: manifest, seal: seal, isAlone: isAlone)
      .run(into: &report)
  }

  static func manifest(
    of folder: String, into report: inout Report
  ) throws(SystemFailure) -> Manifest? {
    let path = folder + "/" + ExportScope.manifestName
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let data = FileManager.default.contents(atPath: path),
      let manifest = try? decoder.decode(Manifest.self, from: data)
    else {
      report.problems.append(
        PackageProblem(.unreadable, path, "it is no manifest that this version reads"))
      return nil
    }
    // What was written is written in one way only, so any other bytes are somebody's change.
    guard let bytes = try? manifest.json, bytes == Array(data) else {
      report.problems.append(
        PackageProblem(.changed, path, "it says more or otherwise than an export writes"))
      return nil
    }
    return manifest
  }
}
