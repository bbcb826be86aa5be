package import Billing
package import LabSchema

/// The package of an open month that is older than the lab keeps it (`exports.keep_months`).
package struct OldPackage: Equatable, Sendable {
  package let period: BillingPeriod
  package let folder: String
  /// SHA-256 of its manifest: what is removed is what was listed.
  let digest: String
}

extension ExportsFolder {
  /// This lab's packages of open months before `first`, of which none was ever sealed or is about to be.
  /// One that names the highest number of a series is none of them: what a run has to know, so that no
  /// number is given again after a backup was restored, stays.
  ///
  /// - Parameter closed: the months that are closed.
  package func oldPackages(
    before first: BillingPeriod, closed: Set<BillingPeriod>, of history: ExportHistory
  ) -> [OldPackage] {
    let own = packages.filter { $0.header.lab == "\(history.labID)" }
    let highest = Self.foldersOfHighestNumbers(own)
    return own.compactMap { package in
      guard case .period(let period) = package.scope, period < first, !closed.contains(period),
        package.manifest != nil, !isSealed(package), history.seals[package.digest] == nil,
        history.unfinished[package.digest] == nil, !history.adopted.contains(package.digest),
        !highest.contains(package.folder)
      else { return nil }
      return OldPackage(period: period, folder: package.folder, digest: package.digest)
    }
  }

  /// Where each series of these packages comes furthest.
  private static func foldersOfHighestNumbers(_ packages: [PlacedPackage]) -> Set<String> {
    var highest: [String: (sequence: Int, folder: String)] = [:]
    for package in packages {
      for series in package.manifest?.series ?? [] {
        let name = "\(series.kind) \(series.fiscalYear)"
        if series.lastSequence > highest[name]?.sequence ?? 0 {
          highest[name] = (series.lastSequence, package.folder)
        }
      }
    }
    return Set(highest.values.map(\.folder))
  }
}

extension PackageExporter {
  /// Removes the package of an open month with those of its days, and nothing else that lies in their
  /// folders. The manifests go last: where it ends half-way, the next call goes on.
  ///
  /// - Returns: false where it is another package by now.
  /// - Throws: ``ExportError``.
  package func remove(_ package: OldPackage) throws -> Bool {
    do {
      let staging = try StagingFolder.take(
        exports: settings.folder, period: package.period,
        temporaryFolder: settings.temporaryFolder)
      defer { withExtendedLifetime(staging) {} }
      let scope = ExportScope.period(package.period)
      guard try PlacedPackage(folder: package.folder, scope: scope)?.digest == package.digest else {
        return false
      }
      for name in try FolderTree.names(in: package.folder) where PackageNames.isDay(name) {
        guard let day = CalendarDate("\(package.period)-\(name)") else { continue }
        try Self.remove(.day(day), in: package.folder + "/" + name)
      }
      try Self.remove(scope, in: package.folder)
      return true
    } catch let failure as SystemFailure {
      throw ExportError(failure)
    }
  }

  private static func remove(_ scope: ExportScope, in folder: String) throws(SystemFailure) {
    let names = scope.packageNames.subtracting([ExportScope.manifestName]).sorted()
    for name in names + [ExportScope.manifestName] { try FolderTree.remove(folder + "/" + name) }
    // What is somebody's own stays, and its folder with it.
    if try FolderTree.names(in: folder).isEmpty { try FolderTree.remove(folder) }
  }
}
