package import Billing
package import Postgres

/// Opens, revises and closes findings (R8).
package struct FindingWriter {
  let connection: Connection
  let runID: RunID
  let businessDate: CalendarDate

  package init(_ connection: Connection, runID: RunID, businessDate: CalendarDate) {
    self.connection = connection
    self.runID = runID
    self.businessDate = businessDate
  }

  package func apply(_ changes: [FindingChange]) throws {
    var opened: [OpenedFinding] = []
    var closed: [FindingID] = []
    var returned: [FindingID] = []
    for change in changes {
      switch change {
      case .open(let finding): opened.append(finding)
      case .close(let id): closed.append(id)
      case .revise(let id, let severity, let detail, let comesBack):
        try revise(id, severity, detail)
        if comesBack { returned.append(id) }
      }
    }
    try bringBack(returned)
    try close(closed)
    try open(opened)
  }

  private func open(_ findings: [OpenedFinding]) throws {
    guard !findings.isEmpty else { return }
    try connection.copyIn(
      """
      copy billing_findings (
        kind, severity, booking_id, offer_id, service_date, billing_period, detail, opened_run_id,
        opened_on
      ) from stdin
      """
    ) { writer in
      for finding in findings {
        try writer.row { fields in
          fields.value(finding.kind)
          fields.value(finding.severity)
          fields.value(finding.bookingID)
          fields.value(finding.offerID)
          fields.value(finding.serviceDate)
          fields.value(finding.billingPeriod)
          fields.text(finding.detail)
          fields.value(runID)
          fields.value(businessDate)
        }
      }
    }
  }

  private func revise(
    _ id: FindingID, _ severity: FindingSeverity, _ detail: String
  ) throws {
    try connection.execute(
      """
      update billing_findings
      set severity = \(severity), detail = \(detail)
      where finding_id = \(id)
      """)
  }

  /// Takes back what a person decided about these findings: it was about another state of the
  /// booking.
  private func bringBack(_ ids: [FindingID]) throws {
    guard !ids.isEmpty else { return }
    try connection.execute(
      """
      update billing_findings
      set released_at = null, released_by = null, release_reason = null,
        released_fingerprint = null, accepted_at = null, accepted_by = null,
        accept_reason = null, accepted_fingerprint = null
      where finding_id = any(\(ids)::bigint[])
      """)
  }

  private func close(_ ids: [FindingID]) throws {
    guard !ids.isEmpty else { return }
    try connection.execute(
      """
      update billing_findings
      set closed_run_id = \(runID), closed_on = \(businessDate)
      where finding_id = any(\(ids)::bigint[])
      """)
  }

  /// Closes the findings of bookings that the app has deleted; returns how many there were.
  @discardableResult
  package func closeOrphans() throws -> Int {
    try connection.execute(
      """
      update billing_findings f
      set closed_run_id = \(runID), closed_on = \(businessDate)
      where \(FindingState.isCurrent())
        and f.booking_id is not null
        and not exists (select from bookings b where b.id = f.booking_id)
      """)
  }
}
