internal import Billing
internal import LabSchema
internal import PlainText

/// Whether what a manifest says agrees with itself.
struct ManifestCheck {
  let manifest: Manifest
  let scope: ExportScope

  var problems: [String] { identity + dates + files + names + tieOut + sums }

  /// Each version says what it knows, and nothing that it did not.
  private var identity: [String] {
    guard manifest.version > 1 else {
      let isPlain = manifest.lab == nil && manifest.sealed == nil && manifest.series == nil
      return isPlain ? [] : ["it says what no package of version 1 says"]
    }
    var problems: [String] = []
    if manifest.lab.flatMap({ LabID($0) }) == nil { problems.append("it names no lab") }
    if manifest.series == nil { problems.append("it does not name its number series") }
    for series in manifest.series ?? []
    where NumberSeriesKind(rawValue: series.kind) == nil
      || (try? InvoiceNumberFormat(series.numberFormat))?
        .sequence(of: series.lastNumber, fiscalYearLabel: series.fiscalYear)
        != Int64(series.lastSequence)
    {
      problems.append("\(series.lastNumber) is not number \(series.lastSequence) of its series")
    }
    switch (scope, manifest.sealed) {
    case (.period, nil): problems.append("it does not say whether it is sealed")
    case (.period, false?) where manifest.previous.value != nil:
      problems.append("it follows a sealed month and is not sealed itself")
    case (.day, _?): problems.append("a day is not sealed by itself")
    case (.period, _), (.day, nil): break
    }
    return problems
  }

  private var files: [String] {
    let names = manifest.files.map(\.name)
    return Set(names).count == names.count ? [] : ["it names a file twice"]
  }

  private var dates: [String] {
    var problems: [String] = []
    if manifest.firstServiceDate != "\(scope.first)" || manifest.lastServiceDate != "\(scope.last)"
    {
      problems.append(
        "\(scope) is not from \(manifest.firstServiceDate) to \(manifest.lastServiceDate)")
    }
    switch (scope, manifest.days) {
    case (.period, let days?):
      let dates = Set(scope.dates.map { "\($0)" })
      for day in days where !dates.contains(day.date) {
        problems.append("it names \(day.date) as one of its days")
      }
      if zip(days, days.dropFirst()).contains(where: { $0.date >= $1.date }) {
        problems.append("its days are not in order, each once")
      }
    case (.period, nil): problems.append("it does not name its days")
    case (.day, .some): problems.append("a day has no days")
    case (.day, nil): break
    }
    return problems
  }

  /// The checks are those that an export makes, each once: one that was taken out, called otherwise or
  /// made up is found by its name.
  private var names: [String] {
    let names = manifest.tieOut.map(\.name)
    let found = Set(names)
    var problems: [String] = []
    if found.count < names.count { problems.append("its tie-out has a check twice") }
    // Those whose values are the totals are missed by them.
    var expected = Set(TieOut.always)
    for name in expected.subtracting(found).subtracting(totals.keys).sorted() {
      problems.append("its tie-out lacks \"\(name)\"")
    }
    let tied = Set(names.compactMap(TieOut.series(ofCheck:)))
    let known = manifest.series.map { Set($0.map { SeriesNames.name($0, in: found) }) }
    for series in (known ?? tied).sorted() {
      let issued = [false, true].map { TieOut.issued(series, passedOver: $0) }
      for checks in [issued, [TieOut.once(series)]] {
        let there = checks.filter(found.contains)
        expected.formUnion(checks)
        if there.count != 1 { problems.append("its tie-out does not have \"\(checks[0])\" once") }
      }
    }
    for name in found.subtracting(expected).subtracting([TieOut.notes]).sorted() {
      problems.append("its tie-out has \"\(ShownText.short(name.utf8))\", which no export checks")
    }
    return problems
  }

  /// The checks that say a total of the manifest.
  private var totals: [String: String] {
    let final = manifest.totals.balance.map { "\($0.amounts.final)" } ?? ""
    return [
      TieOut.bookings: "\(manifest.bookings.total)", TieOut.amounts: final, TieOut.csv: final,
    ]
  }

  /// Each check says rightly whether it is tied, is tied, and speaks of the manifest's own totals.
  private var tieOut: [String] {
    var problems: [String] = []
    for check in manifest.tieOut where check.tied != (check.expected == check.actual) {
      problems.append(
        "\"\(check.name)\" says \(check.tied), with \(check.expected) and \(check.actual)")
    }
    for check in manifest.tieOut where !check.tied {
      problems.append("\(check.name): expected \(check.expected), found \(check.actual)")
    }
    for (name, total) in totals.sorted(by: { $0.key < $1.key }) {
      let checks = manifest.tieOut.filter { $0.name == name }
      if checks.count != 1 || checks.contains(where: { $0.tied && $0.actual != total }) {
        let found = checks.map(\.actual).joined(separator: ", ")
        problems.append("\"\(name)\" is \(found.isEmpty ? "missing" : found), the total \(total)")
      }
    }
    return problems
  }

  private var sums: [String] {
    var problems: [String] = []
    let (total, outcomes) = (manifest.bookings.total, manifest.bookings.counts.total)
    if total != outcomes {
      problems.append("\(counted(total, "booking")), and \(counted(outcomes, "outcome"))")
    }
    guard let amounts = manifest.totals.balance?.amounts, let final = try? amounts.total else {
      return problems + ["its totals are no amounts"]
    }
    if final != amounts.final {
      problems.append("\(Amounts.Part.formula()) is \(final), final \(amounts.final)")
    }
    return problems
  }
}

/// What the tie-out calls a series.
enum SeriesNames {
  /// The year's first series is called by its documents and year; one that goes on from it, by its
  /// format too.
  static func name(_ series: Manifest.Series, in checks: Set<String>) -> String {
    let documents = NumberSeriesKind(rawValue: series.kind)?.documents ?? series.kind
    let short = "\(documents) \(series.fiscalYear)"
    let long = "\(short) (\(series.numberFormat))"
    return checks.contains(TieOut.once(long)) ? long : short
  }
}
