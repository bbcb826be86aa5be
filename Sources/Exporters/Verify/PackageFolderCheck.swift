internal import Billing
internal import Foundation
internal import LabSchema

/// Checks the package in a folder, and those of its days.
struct PackageFolderCheck {
  let folder: String
  /// What its manifest is to be held against.
  let seal: String?
  /// Whether it is looked at by itself: then the month before may well lie elsewhere.
  let isAlone: Bool

  /// How often a package is read that is replaced meanwhile.
  private static let tries = 3

  func run(into report: inout PackageVerifier.Report) {
    for round in 1...Self.tries {
      var own = PackageVerifier.Report()
      let before = identity
      check(into: &own)
      // A run that puts a new package in place meanwhile leaves half of each to who reads by path.
      guard round == Self.tries || own.problems.isEmpty || identity == before else { continue }
      report.add(own)
      return
    }
  }

  /// What the folder is to the system: a package that changed places with it is another.
  private var identity: ino_t? { (try? FolderTree.status(folder)).flatMap { $0?.st_ino } }

  private func check(into report: inout PackageVerifier.Report) {
    do throws(SystemFailure) {
      let names = try FolderTree.names(in: folder)
      var manifest: Manifest?
      if seal != nil || PackageNames.arePackage(names) {
        report.packages.append(folder)
        manifest = try ManifestReader(folder: folder).read(into: &report)
      }
      // The days make up half of it, and each file is looked at by itself.
      let check = DaysCheck(folder: folder, names: names, month: manifest)
      let days = WorkBeside {
        var report = PackageVerifier.Report()
        check.run(into: &report)
        return report
      }
      defer { days.wait() }
      if let manifest {
        report.problems += PackageCheck(folder: folder, manifest: manifest).run()
        try ChainCheck(folder: folder, manifest: manifest, seal: seal, isAlone: isAlone)
          .run(into: &report)
      }
      if let found = try? days.value() { report.add(found) }
      if isAlone, report.packages.contains(where: { $0 != folder }),
        !report.packages.contains(folder)
      {
        report.notes.append("\(folder) has packages of days, and none of the month")
      }
    } catch {
      report.problems.append(PackageProblem(.unreadable, error.path, error.reason))
    }
  }
}
