internal import Billing
package import Postgres

/// ``FindingState`` in SQL, of a row `f` of `billing_findings`.
extension FindingState {
  /// Whether finding `f` is settled by nothing but that its cause goes, or that a person accepts it.
  private static let asksForAcceptance: Statement = """
    (\(isOf(.quarantine)) or f.kind = any(\(FindingKind.ofFinalized.map(\.rawValue))::text[]))
    """

  /// The state of finding `f`, which is not gone.
  static let ofFinding: Statement = """
    case
      when \(asksForAcceptance) then
        case when f.accepted_at is null then \(word: open) else \(word: accepted) end
      when f.released_at is null then \(word: open)
      else \(word: released)
    end
    """

  /// Whether finding `alias` is still so: no run has found it gone.
  static func isCurrent(_ alias: String = "f") -> Statement {
    "\(unescaped: alias).closed_run_id is null"
  }

  /// Whether finding `f` is still so, and nobody has decided about it.
  static let isOpen: Statement = "(\(isCurrent()) and \(ofFinding) = \(word: open))"

  /// Whether finding `alias` is of a severity.
  static func isOf(_ severity: FindingSeverity, _ alias: String = "f") -> Statement {
    "\(unescaped: alias).severity = \(word: severity)"
  }

  /// Whether finding `f` can be accepted.
  static let canBeAccepted: Statement = "(\(isCurrent()) and \(asksForAcceptance))"

  /// What a person can make of finding `f` of record `r`, if it has one: a hold of a draft can be
  /// released. Null where there is nothing to decide.
  static let decidable: Statement = """
    case
      when not \(isCurrent()) then null
      when \(asksForAcceptance) then \(word: accepted)
      when \(isOf(.hold)) and \(RecordSQL.isDraft()) then \(word: released)
    end
    """

  /// The status of the record of finding `f`'s booking; null where there is none.
  private static let recordStatus: Statement = """
    (select held.status from billing_records held where held.booking_id = f.booking_id)
    """

  /// Whether open finding `f` waits for a person: a quarantined booking, one that changed after it was
  /// finalized, or a hold. A hold keeps a draft back; what is finalized it cannot.
  package static let needsPerson = isOpenAndKeepsBack(
    "coalesce(\(recordStatus), \(word: RecordStatus.draft)) = \(word: RecordStatus.draft)")

  /// Whether finding `f` stands in the way of closing its month: it needs a person, and where it is a
  /// hold there is a draft to release.
  static let standsInTheWay = standsInTheWay(recordStatus: recordStatus)

  /// The same of a finding whose booking's record would have another status than the stored one.
  static func standsInTheWay(recordStatus: Statement) -> Statement {
    isOpenAndKeepsBack("coalesce(\(recordStatus) = \(word: RecordStatus.draft), false)")
  }

  /// Whether finding `f` is open and asks for a person: what a hold does, where it keeps a draft back.
  private static func isOpenAndKeepsBack(_ hasDraft: Statement) -> Statement {
    """
    (
      \(isOpen)
      and (\(asksForAcceptance) or \(isOf(.hold)) and \(hasDraft))
    )
    """
  }

  /// How grave finding `f` is: the less, the graver.
  static let graveness = Statement.place(of: "f.severity", among: FindingSeverity.self)

  /// Findings `f` in the order in which people see them, the gravest first.
  static let gravestFirst: Statement = "\(graveness), f.kind, f.booking_id, f.finding_id"

  /// Whether finding `f` belongs to a month: the one in whose way it stands, which for a booking that
  /// came late is the one it is billed in. Without any date it belongs to every month still open.
  static func belongs(to period: Statement) -> Statement {
    """
    (
      f.billing_period = \(period)
      or f.billing_period is null and \(PeriodSQL.month(of: "f.service_date")) = \(period)
      or f.billing_period is null and f.service_date is null and not \(PeriodSQL.isClosed(period: period))
    )
    """
  }
}
