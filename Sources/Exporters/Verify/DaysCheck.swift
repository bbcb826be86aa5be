internal import Billing
internal import LabSchema
internal import PlainText

/// Checks the packages of a month's days: each by itself, and that it has the rows that its month
/// has of that day.
struct DaysCheck {
  /// The month's folder.
  let folder: String
  let names: [String]
  /// nil where the month has no package, or none that can be read.
  let month: Manifest?

  func run(into report: inout PackageVerifier.Report) {
    var expected: [String: Manifest.Day] = [:]
    for day in month?.days ?? [] { expected[String(day.date.suffix(2))] = day }
    for name in Set(names.filter(PackageNames.isDay)).union(expected.keys).sorted() {
      let path = folder + "/" + name
      if let problem = PackageProblem(entry: path, isFolder: true) {
        // Somebody's own file is no day that is missing.
        if expected[name] != nil || problem.kind != .missing { report.problems.append(problem) }
        continue
      }
      check(path, against: expected[name], into: &report)
    }
  }

  private func check(
    _ path: String, against expected: Manifest.Day?, into report: inout PackageVerifier.Report
  ) {
    do throws(SystemFailure) {
      let names = try FolderTree.names(in: path)
      guard expected != nil || PackageNames.arePackage(names) else { return }
      report.packages.append(path)
      guard let manifest = try ManifestReader(folder: path).read(into: &report) else { return }
      report.problems += PackageCheck(folder: path, manifest: manifest).run()
      if let month { report.problems += differences(path, manifest, expected, of: month) }
    } catch {
      report.problems.append(PackageProblem(.unreadable, error.path, error.reason))
    }
  }

  /// What the day's manifest says of its CSV files, beside what the month's says they have to be.
  private func differences(
    _ path: String, _ day: Manifest, _ expected: Manifest.Day?, of month: Manifest
  ) -> [PackageProblem] {
    let files = day.files.filter { $0.name.hasSuffix(".csv") }
    if (day.currency, day.timeZone) != (month.currency, month.timeZone) {
      return [
        PackageProblem(
          .total, path + "/" + ExportScope.manifestName,
          "it is in \(day.currency) and \(day.timeZone), \(month.scope) in \(month.currency) and "
            + month.timeZone)
      ]
    }
    guard let expected else {
      return files.filter { $0.rows > 0 }.map {
        PackageProblem(
          .total, path + "/" + $0.name,
          "it has \(counted($0.rows, "row")), and \(month.scope) has none of that day")
      }
    }
    return files.compactMap { file in
      guard let resource = file.name.split(separator: "-").first,
        let digest = expected.files[String(resource)], digest != file.sha256
      else { return nil }
      return PackageProblem(
        .total, path + "/" + file.name,
        "its rows are not those that \(month.scope) has of that day")
    }
  }
}
