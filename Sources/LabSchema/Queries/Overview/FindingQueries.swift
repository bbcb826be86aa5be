package import Billing
package import Postgres

extension Connection {
  /// How many open findings of each kind need a person, are undecided, and were told by nobody yet: the
  /// run that found them could not say so, and no nightly run has told of them since.
  ///
  /// - Parameter runID: the nightly run that is about to tell.
  package func findingsToTell(in runID: RunID) throws -> [FindingKind: Int] {
    let counts = try query(
      """
      select f.kind, count(*)
      from billing_findings f
      join billing_runs finder on finder.run_id = f.opened_run_id
      where \(FindingState.needsPerson)
        and finder.result_written_at is null
        and f.opened_run_id > coalesce(
          (
            select max(run.run_id)
            from billing_runs run
            where \(RunSQL.isOf(.nightly))
              and run.result_written_at is not null
              and run.run_id < \(runID)
          ),
          0
        )
      group by f.kind
      """
    ) { row in (try row.decode(0, as: FindingKind.self), try row.int(1)) }
    return Dictionary(uniqueKeysWithValues: counts)
  }
}

extension Connection {
  /// Releases holds, each for its record as it is now: when that changes, the hold is back (R8).
  ///
  /// - Returns: how many are released by it; fewer where some are no open hold of a draft.
  package func release(_ ids: [FindingID], by person: String, reason: String) throws -> Int {
    try execute(
      """
      update billing_findings f
      set released_at = now(), released_by = \(person), release_reason = \(reason),
        released_fingerprint = r.fingerprint
      from billing_records r
      where f.finding_id = any(\(ids)::bigint[])
        and \(FindingState.isCurrent())
        and \(FindingState.isOf(.hold))
        and r.booking_id = f.booking_id
        and \(RecordSQL.isDraft())
      """)
  }

  /// Accepts quarantined bookings, or ones that changed after they were finalized, as they are: they
  /// stand no longer in the way of closing their month, until the booking changes.
  ///
  /// - Parameter accepted: each with the state of its booking that is accepted.
  /// - Returns: how many are accepted by it; fewer where some are no such open finding.
  package func accept(
    _ accepted: [(id: FindingID, fingerprint: String)], by person: String, reason: String
  ) throws -> Int {
    try execute(
      """
      update billing_findings f
      set accepted_at = now(), accepted_by = \(person), accept_reason = \(reason),
        accepted_fingerprint = given.fingerprint
      from unnest(\(accepted.map(\.id))::bigint[], \(accepted.map(\.fingerprint))::text[])
        as given (finding_id, fingerprint)
      where f.finding_id = given.finding_id and \(FindingState.canBeAccepted)
      """)
  }

  /// The findings that stand in the way of closing a month: the gravest first.
  package func findingsInTheWay(ofClosing period: BillingPeriod) throws -> [BillingFinding] {
    try query(
      """
      select \(unescaped: BillingFinding.selectList)
      from billing_findings f
      where f.billing_period = \(period) and \(FindingState.standsInTheWay)
      order by \(FindingState.gravestFirst)
      """, BillingFinding.init(row:))
  }

  /// Which of these findings would stand in the way of closing their month, by their places: the
  /// gravest first.
  package func placesInTheWay(of findings: [ForeseenFinding]) throws -> [Int] {
    try query(
      """
      select f.place
      from (
        select given.place, given.kind, given.severity, given.booking as booking_id,
          given.finding as finding_id, null::bigint as closed_run_id,
          case when given.accepted then now() end as accepted_at,
          case when given.released then now() end as released_at,
          case when given.draft then \(word: RecordStatus.draft) end as record_status
        from unnest(
          \(findings.map(\.kind.rawValue))::text[], \(findings.map(\.severity.rawValue))::text[],
          \(findings.map { $0.bookingID ?? BookingID(0) })::int[],
          \(findings.map { $0.findingID ?? FindingID(.max) })::bigint[],
          \(findings.map(\.isAccepted.description))::boolean[],
          \(findings.map(\.isReleased.description))::boolean[],
          \(findings.map(\.isOfDraft.description))::boolean[]
        ) with ordinality
          as given (kind, severity, booking, finding, accepted, released, draft, place)
      ) f
      where \(FindingState.standsInTheWay(recordStatus: "f.record_status"))
      order by \(FindingState.gravestFirst), f.place
      """
    ) { try $0.int(0) - 1 }
  }
}

/// A finding as it would stand after a run, as far as it matters in whose way it stands.
package struct ForeseenFinding: Sendable {
  package var kind: FindingKind
  package var severity: FindingSeverity
  package var bookingID: BookingID?
  /// nil where no run has written it down yet.
  package var findingID: FindingID?
  package var isAccepted: Bool
  package var isReleased: Bool
  /// Whether the booking's record would be a draft.
  package var isOfDraft: Bool

  package init(
    kind: FindingKind, severity: FindingSeverity, bookingID: BookingID?, findingID: FindingID?,
    isAccepted: Bool, isReleased: Bool, isOfDraft: Bool
  ) {
    self.kind = kind
    self.severity = severity
    self.bookingID = bookingID
    self.findingID = findingID
    self.isAccepted = isAccepted
    self.isReleased = isReleased
    self.isOfDraft = isOfDraft
  }
}
