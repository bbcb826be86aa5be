internal import LabSchema

/// Checks every month in a folder of months, and that none is missing between two others.
struct MonthsCheck {
  let folder: String
  let names: [String]

  func run(into report: inout PackageVerifier.Report) {
    var months: [BillingPeriod] = []
    for name in names {
      guard let period = BillingPeriod(name) else { continue }
      let before = report.packages.count
      let path = folder + "/" + name
      if let problem = PackageProblem(entry: path, isFolder: true) {
        report.problems.append(problem)
      } else {
        PackageFolderCheck(folder: path, seal: nil, isAlone: false).run(into: &report)
      }
      if report.packages.count > before { months.append(period) }
    }
    guard let first = months.first, let last = months.last else { return }
    var period = first
    while period < last {
      if !months.contains(period) {
        report.problems.append(
          PackageProblem(
            .missing, folder + "/\(period)", "it is missing between \(first) and \(last)"))
      }
      period = period.next
    }
  }
}
