package import Billing
package import LabSchema
internal import PlainText

/// Why a run cannot begin, or must not be believed.
package enum RunError: ReportedError, Sendable {
  /// Another run has the lab.
  case busy(LabLockHolder?)
  /// `billing.start_date` is not set and there are bookings.
  case noStartDate(first: CalendarDate, last: CalendarDate)
  /// The server does not know the billing time zone.
  case unknownTimeZone(String)
  /// A business date that has not come.
  case businessDateAhead(CalendarDate, today: CalendarDate)
  /// A business date further after the last good run than a pause is believed to be.
  case longGap(CalendarDate, lastGoodRun: CalendarDate, maxDays: Int)
  /// A month that is to be billed again, and is closed.
  case closed(BillingPeriod)
  /// A month or day that is to be billed again, and has not come.
  case scopeAhead(BillingScope, businessDate: CalendarDate)
  /// A month or day before the first date to bill; nil where there is no booking at all.
  case scopeBeforeStart(BillingScope, start: CalendarDate?)
  /// The plan is not the one that was reviewed.
  case planChanged(expected: String, actual: String)
  /// What was written does not add up.
  case notTiedOut([(BillingScope, TieOut)])
  /// The states of months and their seals do not fit one another: somebody wrote them past the jobs.
  case closingsNotTiedOut([TieOut.Check])
}

extension RunError {
  /// What is wrong, in a sentence.
  package var message: String {
    switch self {
    case .busy(let holder):
      "another run has this lab: \(holder.map(\.description) ?? "it has just ended")"
    case .noStartDate(let first, let last):
      "billing.start_date is not set, and there are bookings from \(first) to \(last): "
        + "a lab's history before it is never billed, so the date has to be chosen"
    case .unknownTimeZone(let zone):
      "billing.time_zone: the database server knows no time zone \"\(zone)\""
    case .businessDateAhead(let date, let today):
      "the business date \(date) lies ahead: today is \(today)"
    case .longGap(let date, let last, let maxDays):
      "the business date \(date) is \(counted(date.days(since: last), "day")) after that of the last good run, "
        + "\(last), and checks.max_gap_days is \(maxDays)"
    case .closed(let period):
      "\(period) is closed: nothing is billed into it any more"
    case .scopeAhead(let scope, let businessDate):
      "\(scope) has not come: business date \(businessDate) bills up to the day before"
    case .scopeBeforeStart(let scope, let start):
      if let start {
        "\(scope) is before billing.start_date, \(start): it is not billed"
      } else {
        "there is no booking to bill in \(scope)"
      }
    case .planChanged(let expected, let actual):
      "the plan is no longer \(expected): it is \(actual) now, and nothing was written"
    case .notTiedOut(let scopes):
      "the run does not tie out: "
        + scopes.map { scope, tieOut in
          "\(scope): " + tieOut.failures.map(\.description).joined(separator: "; ")
        }.joined(separator: " | ")
    case .closingsNotTiedOut(let checks):
      "the closed months do not tie out: " + checks.map(\.description).joined(separator: "; ")
    }
  }

  /// What to do about it.
  package var remedy: String {
    switch self {
    case .busy: "try again when it has ended; see it with: jobrunner runs"
    case .noStartDate(_, let last):
      "write the first service date to bill under billing: in the configuration file, "
        + "such as start_date: \(last.period.first)"
    case .unknownTimeZone: "write a name as in time_zone: Asia/Kolkata"
    case .businessDateAhead(_, let today): "leave out --business-date, or name \(today) or earlier"
    case .longGap:
      "see that the server's clock is right; where the lab did pause, run it once by hand with "
        + "--after-gap"
    case .closed(let period):
      "open it again with: jobrunner reopen \(period) --reason TEXT, or settle what changed with: "
        + "jobrunner adjust \(period)"
    case .scopeAhead(_, let businessDate):
      "name a month or day that has begun by \(businessDate.addingDays(-1))"
    case .scopeBeforeStart(_, let start):
      start.map { "name a month or day from \($0) on" }
        ?? "see the periods with: jobrunner status"
    case .planChanged:
      "review it again with --dry-run, and run it with --expect-plan and the new hash"
    case .notTiedOut:
      "nothing was exported; jobrunner doctor shows the schema, and the run is in jobrunner runs"
    case .closingsNotTiedOut:
      "they were written past jobrunner: reopen these months, the last one first, and close them again"
    }
  }
}

extension RunError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }
}

extension RunError {
  package var exitStatus: ExitStatus {
    switch self {
    case .busy, .planChanged: .tryLater
    case .closed, .scopeAhead, .scopeBeforeStart: .badInput
    case .noStartDate, .unknownTimeZone, .longGap: .notConfigured
    case .businessDateAhead: .badRequest
    case .notTiedOut, .closingsNotTiedOut: .broken
    }
  }
}
