internal import Billing
internal import LabSchema

/// Whether a month follows the sealed one it names, and is what it was sealed as itself.
struct ChainCheck {
  let folder: String
  let manifest: Manifest
  let seal: String?
  /// Whether the month is looked at by itself: then the one before may well lie elsewhere.
  let isAlone: Bool

  func run(into report: inout PackageVerifier.Report) throws(SystemFailure) {
    let path = folder + "/" + ExportScope.manifestName
    if let seal {
      let digest = try FileDigest(path: path).sha256
      if digest != seal.lowercased() {
        report.problems.append(
          PackageProblem(.chain, path, "it was not sealed with \(seal): its SHA-256 is \(digest)"))
      }
    }
    guard let previous = manifest.previous.value else { return }
    guard let own = BillingPeriod(manifest.scope), let period = BillingPeriod(previous.period),
      period < own
    else {
      report.problems.append(
        PackageProblem(
          .chain, path, "it follows \(previous.period), which is no month before \(manifest.scope)")
      )
      return
    }
    let before = Self.sibling(of: folder, named: "\(period)") + "/" + ExportScope.manifestName
    if let problem = PackageProblem(entry: before, isFolder: false), problem.kind != .missing {
      report.problems.append(problem)
      return
    }
    guard try FolderTree.status(before) != nil else {
      if isAlone {
        report.notes.append(
          "\(path) follows \(period), which is not here: whether it is the same was not checked")
      } else {
        report.problems.append(
          PackageProblem(
            .chain, path,
            "it follows \(period), which is missing here; where that lies elsewhere, verify this one "
              + "by itself"))
      }
      return
    }
    let digest = try FileDigest(path: before).sha256
    if digest != previous.seal {
      report.problems.append(
        PackageProblem(
          .chain, before,
          "it is not the one that \(manifest.scope) follows: sealed \(previous.seal), found \(digest)"
        ))
    }
  }

  private static func sibling(of folder: String, named name: String) -> String {
    guard let slash = folder.lastIndex(of: "/") else { return folder == "." ? "../\(name)" : name }
    return folder[...slash] + name
  }
}
