package import Billing
package import Postgres

/// Up to where a night has seen what happens in the lab (docs/decisions/0053). Postgres numbers the
/// transactions that write, and each row says in which one it was written (`xmin`): a row below the mark
/// was there to be read, and is as it was.
package struct ChangeMark: Sendable {
  /// What transactions below this number wrote into the app's tables was there to be read.
  let factsBefore: Int64
  /// What transactions below this number wrote into records and findings was there when the night tied out.
  let recordsBefore: Int64
  /// How many redemptions there were that transactions below ``factsBefore`` had written: where some of
  /// these are gone or were written anew, there are fewer today.
  let redemptions: Int64
  /// Whatever decides about an amount and is no row.
  package let pricingTerms: String
  /// Whatever else decides what a run does about a booking and is no row.
  package let planTerms: String
}

/// The moment at which a run reads what it has to do.
package struct LabMoment: Sendable {
  /// What transactions below this number wrote is seen.
  package let seenBefore: Int64
  let redemptions: Int64
}

extension Statement {
  /// Whether row `alias` was written by a transaction of this number or a later one.
  ///
  /// Postgres compares two numbers by their distance from the newest one, as numbers begin anew after
  /// four thousand million; ``Connection/changeMark()`` takes none that lies further back than they can tell.
  static func isWritten(_ alias: String, since transaction: Int64) -> Statement {
    "age(\(unescaped: alias).xmin) <= age(\(String(transaction % (1 << 32)))::xid)"
  }
}

extension Connection {
  /// The mark of the last good night; nil where there is none, or none that can be believed: it lies too
  /// far back, this database was restored from a dump since, or this user may not keep one.
  package func changeMark() throws -> ChangeMark? {
    guard try mayMarkChanges() else { return nil }
    return try first(
      """
      select m.facts_before, m.records_before, m.redemptions, m.pricing_terms, m.plan_terms
      from billing_change_mark m
      where m.xmin::text::bigint = m.written_in % (1::bigint << 32)
        and pg_snapshot_xmax(pg_current_snapshot())::text::bigint
          between m.written_in and m.facts_before + 1000000000
      """
    ) { row in
      ChangeMark(
        factsBefore: try row.decode(0), recordsBefore: try row.decode(1),
        redemptions: try row.decode(2), pricingTerms: try row.string(3),
        planTerms: try row.string(4))
    }
  }

  /// What the transaction that it is called in sees.
  package func moment() throws -> LabMoment {
    let seenBefore = try seenBefore()
    return LabMoment(seenBefore: seenBefore, redemptions: try redemptions(before: seenBefore))
  }

  /// Whether redemptions that were there at the mark are gone since, or were written anew.
  package func redemptionsWereUndone(since mark: ChangeMark) throws -> Bool {
    try redemptions(before: mark.factsBefore) != mark.redemptions
  }

  private func redemptions(before transaction: Int64) throws -> Int64 {
    try query(
      """
      select count(*) from coupon_redemptions r where not \(Statement.isWritten("r", since: transaction))
      """
    ) { try $0.decode(0) }[0]
  }

  /// What else decides which day a moment is of: the server's version, with its time zones, and the zone of
  /// the session.
  package func dateTerms() throws -> String {
    try query("select concat_ws(' ', version(), current_setting('TimeZone'))") { try $0.string(0) }[
      0]
  }

  /// The transactions below this number have ended: the one that it is called in sees all that they wrote.
  package func seenBefore() throws -> Int64 {
    try query("select pg_snapshot_xmin(pg_current_snapshot())::text") { try $0.decode(0) }[0]
  }

  /// Notes up to where a night has seen what happens, and what it has looked at of each day and each block
  /// that changed.
  ///
  /// - Parameters:
  ///   - moment: of the snapshot in which the run found what it had to do.
  ///   - recordsBefore: ``seenBefore()`` where it tied out, after all that it wrote.
  package func markChanges(
    at moment: LabMoment, recordsBefore: Int64, pricingTerms: String, planTerms: String,
    days: [DayFacts], blocks: [BlockFacts], runID: RunID
  ) throws {
    guard try mayMarkChanges() else { return }
    let changed = days.filter(\.isChanged)
    try transaction {
      try execute(
        """
        insert into billing_day_fingerprints (service_date, fingerprint, run_id)
        select day.service_date, day.fingerprint, \(runID)::bigint
        from unnest(\(changed.map(\.serviceDate))::date[], \(changed.map(\.fingerprint))::text[])
          as day (service_date, fingerprint)
        on conflict (service_date) do update
        set fingerprint = excluded.fingerprint, run_id = excluded.run_id
        """)
      try execute(
        """
        insert into billing_block_fingerprints (block, fingerprint, run_id)
        select changed.block, changed.fingerprint, \(runID)::bigint
        from unnest(\(blocks.map(\.block))::int[], \(blocks.map(\.fingerprint))::text[])
          as changed (block, fingerprint)
        on conflict (block) do update
        set fingerprint = excluded.fingerprint, run_id = excluded.run_id
        """)
      try execute(
        """
        insert into billing_change_mark (
          facts_before, records_before, written_in, redemptions, pricing_terms, plan_terms, run_id
        )
        values (
          \(moment.seenBefore), \(recordsBefore), pg_current_xact_id()::text::bigint,
          \(moment.redemptions), \(pricingTerms), \(planTerms), \(runID)
        )
        on conflict ((true)) do update
        set facts_before = excluded.facts_before, records_before = excluded.records_before,
          written_in = excluded.written_in, redemptions = excluded.redemptions,
          pricing_terms = excluded.pricing_terms, plan_terms = excluded.plan_terms,
          run_id = excluded.run_id
        """)
    }
  }

  /// Whether this user may read and keep the mark, with the blocks; one who bills may, once `migrate roles`
  /// has run for this version.
  func mayMarkChanges() throws -> Bool {
    try mayKeep(Table.billingChangeMark) && mayKeep(Table.billingBlockFingerprints)
  }
}
