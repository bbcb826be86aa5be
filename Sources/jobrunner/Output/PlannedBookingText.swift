internal import Billing

extension PlannedBooking {
  /// What a run would make of the booking, in a sentence.
  ///
  /// - Parameter hasNotes: whether credit or debit notes have corrected its record.
  func sentence(_ currency: Currency, hasNotes: Bool) -> String {
    let reasons = reasons.map(\.text).joined(separator: "; ")
    let remarks = findings.filter { FindingKind.ofFinalized.contains($0.finding.kind) }
      .filter { $0.finding.kind != .drift }.map { "; " + $0.finding.detail }.joined()
    switch action {
    case .unchanged:
      let same = remarks.isEmpty ? "the same" : "the same amount"
      return (hasNotes ? "\(same) as the record with its notes" : same) + remarks
    case .none:
      let causes = findings.filter { $0.severity == .quarantine }.map(\.finding.detail)
      return "it is not billed"
        + (causes.isEmpty ? "" : ", quarantined: \(causes.joined(separator: "; "))")
    case .new:
      return "it is billed \(planned.map { currency.text($0.amounts.final) } ?? "") by the next run"
    case .removed: return "it is not billed any more: \(reasons)"
    case .changed, .drifted:
      guard let planned else { return "it would not be billed: \(reasons)" }
      return "\(currency.text(planned.amounts.final)): \(reasons)\(remarks)"
    }
  }
}
