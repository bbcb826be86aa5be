internal import LabSchema

/// Checks the package in a folder, and those of its days.
struct PackageFolderCheck {
  let folder: String
  /// What its manifest is to be held against.
  let seal: String?
  /// Whether it is looked at by itself: then the month before may well lie elsewhere.
  let isAlone: Bool

  func run(into report: inout PackageVerifier.Report) {
    do throws(SystemFailure) {
      let names = try FolderTree.names(in: folder)
      var manifest: Manifest?
      if seal != nil || PackageNames.arePackage(names) {
        report.packages.append(folder)
        manifest = try ManifestReader(folder: folder).read(into: &report)
      }
      if let manifest {
        report.problems += PackageCheck(folder: folder, manifest: manifest).run()
        try ChainCheck(folder: folder, manifest: manifest, seal: seal, isAlone: isAlone)
          .run(into: &report)
      }
      DaysCheck(folder: folder, names: names, month: manifest).run(into: &report)
    } catch {
      report.problems.append(PackageProblem(.unreadable, error.path, error.reason))
    }
  }
}
