internal import Billing
internal import LabSchema

/// What the sheet *About* says.
enum AboutWords {
  struct Section {
    var title: String
    var lines: [Line]
  }

  struct Line {
    var subject: String
    var name = ""
    var text: String
  }

  static func sections(_ content: PackageContent) -> [Section] {
    [
      Section(title: "This package", lines: package(content)),
      Section(title: "Rules in force", lines: rules(content)),
      Section(title: "Sheets", lines: sheets(content)),
      Section(title: "Columns of the sheets, where their names do not say it", lines: columns),
      Section(title: "Findings and what to do about them (R8)", lines: findings),
    ]
      + PackageFiles.all.map { file in
        Section(title: "Columns of \(file.name(content.scope))", lines: columns(of: file))
      }
  }

  private static func package(_ content: PackageContent) -> [Line] {
    let facts = content.facts
    var lines = [
      Line(subject: "Period", text: content.span),
      Line(
        subject: "Cut-off",
        text: """
          A booking belongs to the day on which its date falls in \
          \(content.terms.serviceDates.billingZone), from midnight to midnight.
          """),
    ]
    if let address = facts.clinicAddress { lines.append(Line(subject: "Lab", text: address)) }
    if let phone = facts.clinicPhone { lines.append(Line(subject: "WhatsApp", text: phone)) }
    if let run = facts.run {
      lines.append(
        Line(
          subject: "Last change",
          text: """
            Run \(run.id) (\(run.job)) of business date \(PackageContent.long(run.businessDate)), \
            jobrunner \(run.programVersion ?? "of an unknown version"), was the last to write a \
            record of this period.
            """))
    }
    lines.append(
      Line(
        subject: "Proof",
        text: """
          manifest.json has the size and SHA-256 of every file; jobrunner verify checks them, and \
          that workbook and CSV files add up to the same totals, without the database.
          """))
    return lines
  }

  private static func rules(_ content: PackageContent) -> [Line] {
    var lines = [
      Line(
        subject: "Billing begins",
        text: content.terms.firstServiceDate.map {
          "With service date \(PackageContent.long($0)); earlier bookings are never billed."
        } ?? "With the first booking."),
      Line(
        subject: "Outcome (R2)",
        text: """
          Billed: status \(list(content.terms.billableStatuses)) and priced. Quarantined: billable, \
          but not to be priced as it is. Excluded: status \
          \(list(content.terms.excludedStatuses)). Waiting: any other status.
          """),
      Line(
        subject: "Final amount (R3 to R6)",
        text: "\(Amounts.Part.wholeFormula)."),
    ]
    for pricing in content.facts.distancePricing {
      let until = pricing.until.map { "to \(PackageContent.long($0))" } ?? "until further notice"
      lines.append(
        Line(
          subject: "Distance pricing No. \(pricing.id) (R4)",
          text: """
            From \(PackageContent.long(pricing.from)) \(until): free up to \
            \(pricing.freeDistance) km, beyond it \(pricing.baseCharge) and \
            \(pricing.chargePerKm) for each further km.
            """))
    }
    lines += [
      Line(
        subject: "Billing date (R7)",
        text: """
          The service date or, where its month was closed, the first day of the earliest open month \
          after it. Amounts are summed by billing date, bookings are counted by service date.
          """),
      Line(
        subject: "After finalizing",
        text: """
          Amounts never change; corrections are credit and debit notes with numbers of their own.
          """),
    ]
    return lines
  }

  private static func list(_ statuses: [String]) -> String {
    statuses.isEmpty ? "(none)" : statuses.joined(separator: ", ")
  }
}
