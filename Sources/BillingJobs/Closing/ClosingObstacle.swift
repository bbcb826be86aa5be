package import Billing
package import LabSchema

/// Something that stands in the way of closing a month (docs/closing.md).
package enum ClosingObstacle: Sendable {
  /// A day of the month has not passed.
  case dayAhead(last: CalendarDate, businessDate: CalendarDate)
  /// Months close in order, and this one before it is open.
  case earlierOpen(BillingPeriod)
  /// It is before `billing.start_date`: no business of this program's.
  case beforeStart(CalendarDate)
  /// A month before it was closed and its package not sealed, so that nothing can be chained to it.
  case earlierUnsealed(BillingPeriod)
  /// A hold nobody released, a quarantined booking or a drift nobody settled or accepted.
  case finding(FindingInTheWay)
  /// Drafts that changed while the month was being closed.
  case drafts(Int)
  /// Finalized records that the number series has no number for.
  case unnumbered(Int)
  /// Numbers cannot be given at all.
  case numbering(NumberingError)
  /// The business date is not believed (`RunError.longGap`).
  case longGap(RunError)
  /// What is stored of it does not add up.
  case notTied(TieOut.Check)
  /// Nothing can be written where it would have to be: into the database, or the exports' folder.
  case unwritable(kind: String, message: String, remedy: String)
  /// What holds the job's promises in the database is not as it was made.
  case unprotected(BrokenProtection)

  /// What it is, in a sentence.
  package var message: String {
    switch self {
    case .dayAhead(let last, let businessDate):
      "its last day \(last) has not passed: the business date is \(businessDate)"
    case .earlierOpen(let period): "\(period) before it is still open"
    case .beforeStart(let date): "nothing is billed before billing.start_date, \(date)"
    case .earlierUnsealed(let period): "\(period) before it is closed and was not sealed"
    case .finding(let finding): finding.detail
    case .drafts(let count): "\(count) of its records changed meanwhile and are drafts again"
    case .unnumbered(let count):
      "\(count) of its records wait for a number, and the series is at its end"
    case .numbering(let error): error.message
    case .longGap(let error): error.message
    case .notTied(let check): "it does not tie out: \(check)"
    case .unwritable(_, let message, _): message
    case .unprotected(let protection): protection.message
    }
  }

  /// What to do about it.
  package var remedy: String {
    switch self {
    case .dayAhead(let last, _): "close it on \(last.addingDays(1)) or later"
    case .earlierOpen(let period): "jobrunner close \(period)"
    case .beforeStart: "name a later month"
    case .earlierUnsealed(let period): "finish it: jobrunner close \(period)"
    case .drafts: "close it again"
    case .unnumbered:
      "agree another \(NumberSeriesKind.invoice.formatKey) with your accountant, write it, and close "
        + "it again"
    case .numbering(let error): error.remedy
    case .longGap(let error): error.remedy
    case .notTied:
      "docs/trust.md says what each check means and what leads back; jobrunner doctor checks the schema"
    case .unwritable(_, _, let remedy): remedy
    case .finding(let finding): finding.remedy
    case .unprotected(let protection): "as the tables' owner: \(protection.repair)"
    }
  }
}

/// Why a month is not closed, or not opened again.
package enum ClosingError: ReportedError, Sendable {
  case refused(BillingPeriod, [ClosingObstacle])
  case notClosed(BillingPeriod)
  /// Later months are sealed with this one's seal in their chain.
  case laterClosed(BillingPeriod, [BillingPeriod])
}

extension ClosingError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }

  package var message: String {
    switch self {
    case .refused(let period, let obstacles) where obstacles.count == 1:
      "\(period) cannot be closed: \(obstacles[0].message)"
    case .refused(let period, let obstacles):
      "\(period) cannot be closed: \(obstacles.count) things stand in the way"
    case .notClosed(let period): "\(period) is not closed"
    case .laterClosed(let period, let later):
      "\(period) cannot be reopened: the seals of \(later.map(\.description).joined(separator: ", "))"
        + " are chained to it"
    }
  }

  package var remedy: String {
    switch self {
    case .refused(_, let obstacles) where obstacles.count == 1: obstacles[0].remedy
    case .refused(let period, _): "they are listed by: jobrunner close \(period) --dry-run"
    case .notClosed: "see the periods with: jobrunner status"
    case .laterClosed(_, let later):
      "correct it in the open period with jobrunner adjust, or reopen "
        + "\(later.last?.description ?? "the later months") first, the last one before the others"
    }
  }
}

extension ClosingError {
  package var exitStatus: ExitStatus { .badInput }
}
