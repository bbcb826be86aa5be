internal import Crypto

/// What a plan would do, in 64 digits: the same digits mean the same plan. Bookings are added in any
/// order and any pieces, since each is hashed by itself and the hashes are summed.
struct PlanDigest {
  /// The sum of the bookings' SHA-256, modulo 2^256, the low word first.
  private var words: [UInt64] = [0, 0, 0, 0]
  private var bookings = 0
  private var buffer: [UInt8] = []

  /// Adds what would be done about one booking; nothing is nothing.
  mutating func add(_ plan: BookingPlan) {
    guard plan.isNoteworthy else { return }
    var json = JSONWriter(reusing: buffer)
    json.array { $0.plan(plan) }
    buffer = json.bytes
    add(SHA256.hash(data: buffer))
    bookings += 1
  }

  private mutating func add(_ digest: SHA256.Digest) {
    var carry: UInt64 = 0
    var word: UInt64 = 0
    for (index, byte) in digest.enumerated() {
      word |= UInt64(byte) << UInt64(8 * (index % 8))
      guard index % 8 == 7 else { continue }
      let (sum, first) = words[index / 8].addingReportingOverflow(word)
      let (total, second) = sum.addingReportingOverflow(carry)
      words[index / 8] = total
      carry = first || second ? 1 : 0
      word = 0
    }
  }

  /// The plan's hash, over the bookings and over what is said of the plan as a whole.
  func hash(_ header: [String]) -> String {
    var json = JSONWriter(reusing: [])
    json.array { json in
      json.string("jobrunner plan 1")
      for text in header { json.string(text) }
      json.number(bookings)
      for word in words { json.number(word) }
    }
    return sha256(json.bytes)
  }
}

extension BookingPlan {
  /// Whether something is written about the booking.
  var isWritten: Bool {
    switch change {
    case .none, .unchanged, .drifted: finalizes || !findingChanges.isEmpty
    case .new, .changed, .removed: true
    }
  }

  /// Whether something is written about the booking, or a person should know of it.
  package var isNoteworthy: Bool {
    if case .drifted = change { return true }
    return isWritten || isHeld || isQuarantined
  }
}

extension JSONWriter {
  /// All that a plan writes about a booking. A draft and a record are their fingerprints, which are
  /// over everything in them.
  fileprivate mutating func plan(_ plan: BookingPlan) {
    number(plan.bookingID.rawValue)
    switch plan.change {
    case .none: string("none")
    case .new(let draft):
      string("create")
      string(draft.fingerprint)
    case .changed(let draft, let stored):
      string("update")
      string(stored.fingerprint)
      string(draft.fingerprint)
    case .removed(let stored, let reason):
      string("remove")
      string(stored.fingerprint)
      string(reason)
    case .unchanged(let stored):
      string("keep")
      string(stored.fingerprint)
    case .drifted(let stored, .repriced(let draft)):
      string("drift")
      string(stored.fingerprint)
      string(draft.fingerprint)
    case .drifted(let stored, .notBilled(let reason)),
      .drifted(let stored, .unpriceable(let reason)):
      string("drift")
      string(stored.fingerprint)
      string(reason)
    }
    for flag in [plan.finalizes, plan.isHeld, plan.isQuarantined] { number(flag ? 1 : 0) }
    for change in plan.findingChanges { self.change(change) }
  }

  private mutating func change(_ change: FindingChange) {
    switch change {
    case .open(let finding):
      string("open")
      string(finding.kind.rawValue)
      string(finding.severity.rawValue)
      string(finding.billingPeriod.map(\.description) ?? "")
      string(finding.detail)
    case .revise(let id, let severity, let detail, let comesBack):
      string("revise")
      number(id.rawValue)
      string(severity.rawValue)
      string(detail)
      number(comesBack ? 1 : 0)
    case .close(let id):
      string("close")
      number(id.rawValue)
    }
  }
}
