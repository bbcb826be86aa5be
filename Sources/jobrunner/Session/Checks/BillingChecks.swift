internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

extension PreflightCheck {
  /// Whether the next run would believe today's date.
  static let lastRun = PreflightCheck(
    "last run",
    .lab { context in
      let billing = context.configuration.billing
      guard let maxDays = billing.maxGapDays,
        let last = try RunLedger(context.connection).lastGoodRun()
      else { return .ok }
      let today = try context.connection.today(in: billing.timeZone)
      guard today.days(since: last) > maxDays else { return .ok }
      return .warn(Failure(RunError.longGap(today, lastGoodRun: last, maxDays: maxDays)))
    })

  /// Whether numbers can be given today, and how many are left of each series of this year.
  static let numbers = PreflightCheck(
    "numbers",
    .lab { context in
      let billing = context.configuration.billing
      let today = try context.connection.today(in: billing.timeZone)
      let year = FiscalYear(containing: today, startingOn: billing.fiscalYearStart)
      let book = try SeriesBook.read(over: context.connection)
      for (kind, format) in [
        (NumberSeriesKind.invoice, billing.numberFormat),
        (.creditNote, billing.noteFormats.creditNote), (.debitNote, billing.noteFormats.debitNote),
      ] {
        guard let series = try book.place(kind, format: format, fiscalYear: year, on: today),
          series.numbersLeft < series.largestSequence / 10
        else { continue }
        return .warn(
          Failure(
            .notConfigured,
            "\(counted(series.numbersLeft, "number is", "numbers are")) left of \(series.largestSequence) in \(kind.formatKey) "
              + "\(series.numberFormat) of \(series.fiscalYear)",
            "agree another format with your accountant: it can be written when the last number is given"
          ))
      }
      return .ok
    })
}

extension PreflightCheck {
  /// Payments that were imported before a reference had one form may be one payment twice.
  static let payments = PreflightCheck(
    "payments",
    .lab { context in
      let twins = try context.connection.paymentTwins()
      guard let first = twins.first else { return .ok }
      let numbers = first.payments.map(String.init).joined(separator: " and ")
      let more = twins.count > 1 ? "; and \(twins.count - 1) more references" : ""
      return .warn(
        Failure(
          .needsPerson,
          "payments \(numbers) have one reference in two spellings: \(first.reference)\(more)",
          "look them up at the gateway: what came in once is owed by the customer once more"))
    })
}
