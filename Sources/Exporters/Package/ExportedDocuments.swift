internal import Billing
package import LabSchema

/// The numbered documents of one package, to be given back to their records.
package struct ExportedDocuments {
  private let package: PlacedPackage

  /// - Parameter folder: that of a month's or a day's package.
  /// - Throws: ``ExportError`` where there is none that is whole.
  package init(folder: String) throws(ExportError) {
    let report = try PackageVerifier(path: folder).verify()
    if let problem = report.problems.first {
      throw .notReadable(path: problem.path, reason: problem.problem)
    }
    guard let package = try Self.package(folder) else { throw .noPackage(path: folder) }
    self.package = package
  }

  private static func package(_ folder: String) throws(ExportError) -> PlacedPackage? {
    do throws(SystemFailure) {
      guard let manifest = try Manifest.bytes(in: folder).flatMap({ Manifest(json: $0) }),
        let scope = ExportScope(manifest.scope)
      else { return nil }
      return try PlacedPackage(folder: folder, scope: scope)
    } catch { throw ExportError(error) }
  }

  /// Reads them, in order.
  ///
  /// - Throws: ``ExportError/anotherLab(folder:lab:period:)`` where the package is not this lab's.
  package func read(of history: ExportHistory) throws -> [ExportedDocument] {
    if let lab = package.header.lab, lab != "\(history.labID)" {
      throw ExportError.anotherLab(
        folder: package.folder, lab: lab, period: package.scope.period)
    }
    var documents: [ExportedDocument] = []
    try package.documents { documents.append($0) }
    return documents
  }
}
