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
      + files.map { file in
        Section(
          title: "Columns of \(file.resource)-\(content.scope).csv",
          lines: file.columns.map {
            Line(subject: $0.name, name: words(for: $0.kind), text: $0.meaning)
          })
      }
  }

  static let files: [any PackageFile.Type] = [
    ReconciliationFile.self, InvoicesFile.self, ExceptionsFile.self,
  ]

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
        text: """
          Base amount (quantity × unit price of each line) − discount (offers and coupons, at most \
          the base) + distance charge (never discounted).
          """),
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

  private static func words(for kind: FileColumn.Kind) -> String {
    switch kind {
    case .identifier: "whole number"
    case .date: "date, as 2025-01-31"
    case .month: "month, as 2025-01"
    case .amount(let mayBeNegative):
      mayBeNegative ? "amount, may be below zero" : "amount"
    case .text: "text"
    case .choice(let values): values.count <= 4 ? values.joined(separator: ", ") : "a fixed name"
    }
  }

  private static func sheets(_ content: PackageContent) -> [Line] {
    [
      Line(
        subject: "Summary",
        text: """
          The figures beside those of the period before, the tie-out, and charts. Outstanding is what \
          notes and payments leave of the invoices; what is not yet invoiced is told apart from it.
          """),
      Line(
        subject: "Days",
        text: """
          A row a day, also for days with nothing. The running total ends with the last day that \
          was billed.
          """),
      Line(
        subject: "Register",
        text: """
          A row a record, then a row a credit or debit note. The totals follow the filter. \
          Outstanding = final amount + notes on the record, whenever they were posted − paid.
          """),
      Line(
        subject: "Discounts",
        text: """
          What offers and coupons gave. Mismatch: the coupon gave another amount than its offer \
          does. Invalid: the coupon should not have been accepted; what was promised is honoured.
          """),
      Line(subject: "Distance", text: "Home visits by pricing and distance."),
      Line(
        subject: "Tests",
        text: """
          Each record's discount is shared out over its lines in proportion to their amounts, by the \
          largest remainder, so that the shares add up to the discount.
          """),
      Line(
        subject: "Outstanding",
        text: """
          What customers have not paid of \(content.outstandingInvoices), by the age of the invoice on \
          \(PackageContent.long(content.scope.last)). Payments and notes up to this export are \
          deducted. An invoice is dated by the run that numbers it, often after the period. The first \
          line is Summary's outstanding on invoices.
          """),
      Line(subject: "Series", text: "The number series, each number once and none missing."),
      Line(
        subject: "Exceptions",
        text: """
          What needs a person, and what to do about it. State open is what Summary counts; released and \
          accepted are still so, and somebody decided that they may be.
          """),
    ]
  }
}
