/// What becomes of a booking's record: the comparison of what should be with what is.
package enum RecordChange: Sendable {
  /// There is none, and there should be none.
  case none
  case new(RecordDraft)
  /// A draft gets other content.
  case changed(RecordDraft, from: StoredRecord)
  /// A draft's booking is not billable any more, and why.
  case removed(StoredRecord, String)
  case unchanged(StoredRecord)
  /// A record that does not change any more, and would come out otherwise today.
  case drifted(StoredRecord, Drift)

  /// The fingerprint of the record as it will be.
  var fingerprint: String? {
    switch self {
    case .none, .removed: nil
    case .new(let draft), .changed(let draft, _): draft.fingerprint
    case .unchanged(let stored), .drifted(let stored, _): stored.fingerprint
    }
  }

  /// What the record bills once the change is made; zero where there is none.
  var final: Money {
    switch self {
    case .none, .removed: .zero
    case .new(let draft), .changed(let draft, _): draft.amounts.final
    case .unchanged(let stored), .drifted(let stored, _): stored.amounts.final
    }
  }

  /// Whether the record was finalized before.
  var isOfFinalized: Bool {
    switch self {
    case .unchanged(let stored), .drifted(let stored, _): stored.isFinalized
    case .none, .new, .changed, .removed: false
    }
  }

  /// The billing date of a record that is a draft once the change is made.
  package var draftBillingDate: CalendarDate? {
    switch self {
    case .new(let draft), .changed(let draft, _): draft.billingDate
    case .unchanged(let stored) where stored.status == .draft: stored.billingDate
    case .none, .removed, .unchanged, .drifted: nil
    }
  }
}

/// How a booking differs today from what is billed of it: the record that was finalized, as its
/// credit and debit notes have corrected it (docs/closing.md, Notes).
package enum Drift: Sendable {
  /// It would be billed, with other amounts or tests.
  case repriced(RecordDraft)
  /// It would not be billed, and why.
  case notBilled(String)
  /// It could not be priced, and why: the booking has to be put right before a note can settle it.
  case unpriceable(String)

  /// The drift of a stored record, or nil where a later run would give it the same amounts and
  /// tests: another explanation alone is none.
  init?(_ stored: StoredRecord, becoming draft: RecordDraft) {
    if stored.standing == draft.standing { return nil }
    self = .repriced(draft)
  }

  /// What the booking would be billed today.
  var final: Money {
    switch self {
    case .repriced(let draft): draft.amounts.final
    case .notBilled, .unpriceable: .zero
    }
  }

  /// Why the booking would not be billed; nil where it would.
  var reason: String? {
    switch self {
    case .repriced: nil
    case .notBilled(let reason), .unpriceable(let reason): reason
    }
  }

  /// R8 `drift`.
  func finding(of stored: StoredRecord) -> Finding {
    let standing = stored.standing
    switch self {
    case .notBilled(let reason), .unpriceable(let reason):
      return Finding(
        .drift, "billed \(standing.amounts.final), and today it would not be billed: \(reason)")
    case .repriced(let draft):
      let before = standing.amounts
      var changes = before.differences(from: draft.amounts).map { part in
        "\(part.name) \(before[part]) → \(draft.amounts[part])"
      }
      if standing.testIDs != draft.testIDs {
        changes.append("tests \(TestIDList(standing.testIDs)) → \(TestIDList(draft.testIDs))")
      }
      return Finding(.drift, changes.joined(separator: ", "))
    }
  }
}
