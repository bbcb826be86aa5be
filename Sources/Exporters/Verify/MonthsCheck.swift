internal import Billing
internal import LabSchema

/// Checks every month in a folder of months, and says which are not there between two others.
struct MonthsCheck {
  let folder: String
  let names: [String]

  func run(into report: inout PackageVerifier.Report) {
    var months: [BillingPeriod] = []
    var daysOnly: [BillingPeriod] = []
    for name in names {
      guard let period = BillingPeriod(name) else { continue }
      let path = folder + "/" + name
      if let problem = PackageProblem(entry: path, isFolder: true) {
        report.problems.append(problem)
      } else {
        PackageFolderCheck(folder: path, seal: nil, isAlone: false).run(into: &report)
      }
      if report.packages.contains(path) { months.append(period) }
      if report.packages.contains(where: { $0.hasPrefix(path + "/") }) { daysOnly.append(period) }
    }
    daysOnly.removeAll(where: months.contains)
    for period in months.isEmpty ? [] : daysOnly {
      report.problems.append(
        PackageProblem(
          .missing, folder + "/\(period)/" + ExportScope.manifestName,
          "it is missing, and days of the month are there"))
    }
    noteGaps((months + daysOnly).sorted(), into: &report)
  }

  /// A month without any booking need not have a package: jobrunner nightly writes those of the months
  /// it looks at.
  private func noteGaps(_ months: [BillingPeriod], into report: inout PackageVerifier.Report) {
    for (period, following) in zip(months, months.dropFirst()) where period.next != following {
      let first = period.next
      let last = following.previous
      report.notes.append(
        "between \(period) and \(following) there is no package of \(first)"
          + (first == last ? "" : " to \(last)") + "; to have one: jobrunner export \(first)")
    }
  }
}
