internal import LabSchema

/// What the lines of a settlement have used up where they are not in the database: the references, and
/// what was paid of each record.
package struct UsedUp: Sendable {
  var references: [ReferenceKey: PaymentFacts.KnownPayment] = [:]
  var paid: [BillingRecordID: Money] = [:]

  package init() {}

  /// A reference, in 16 bytes whatever its length. It holds within one process only.
  struct ReferenceKey: Hashable {
    fileprivate let key: DiskTable.Key

    init(_ reference: GatewayReference) {
      func half(_ seed: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(seed)
        hasher.combine(reference)
        return UInt64(bitPattern: Int64(hasher.finalize()))
      }
      // An odd second half is a reference's.
      key = DiskTable.Key(first: half(0), second: half(1) | 1)
    }
  }
}

/// What a dry run remembers from batch to batch, in a file: an import, which writes what it has read,
/// finds it in the database.
package final class LinesBefore {
  private let makeFile: () throws -> Int32
  /// Made with the second batch.
  private var table: DiskTable?

  /// - Parameter makeFile: makes an empty file that goes with its descriptor, which is handed over.
  package init(makeFile: @escaping () throws -> Int32) {
    self.makeFile = makeFile
  }

  /// What the lines before have used up of what a batch of payments is about.
  ///
  /// - Throws: `ScratchFileFailure`.
  func usedUp(of payments: [SettledPayment], _ facts: [PaymentFacts]) throws -> UsedUp {
    var used = UsedUp()
    guard table != nil else { return used }
    for (payment, facts) in zip(payments, facts) {
      let reference = UsedUp.ReferenceKey(payment.reference)
      if let value = try table?.value(of: reference.key) {
        used.references[reference] = PaymentFacts.KnownPayment(
          recordID: BillingRecordID(Int32(value.first)), invoiceNumber: nil,
          amount: Money(minorUnits: value.second))
      }
      guard let record = facts.invoice?.recordID, used.paid[record] == nil else { continue }
      if let value = try table?.value(of: Self.key(record)) {
        used.paid[record] = Money(minorUnits: value.first)
      }
    }
    return used
  }

  /// Remembers what a batch has used up beside what the batches before have.
  ///
  /// - Throws: `ScratchFileFailure`, what `makeFile` throws.
  func keep(_ used: UsedUp) throws {
    if table == nil { table = try DiskTable(makeFile: makeFile) }
    for (reference, payment) in used.references {
      try table?.set(
        reference.key,
        to: .init(first: Int64(payment.recordID.rawValue), second: payment.amount.minorUnits))
    }
    for (record, paid) in used.paid {
      try table?.set(Self.key(record), to: .init(first: paid.minorUnits, second: 0))
    }
  }

  /// An even second half is a record's.
  private static func key(_ record: BillingRecordID) -> DiskTable.Key {
    DiskTable.Key(first: UInt64(bitPattern: Int64(record.rawValue)), second: 2)
  }
}
