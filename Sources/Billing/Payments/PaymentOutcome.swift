/// What becomes of a line of a settlement.
package enum PaymentOutcome: Equatable, Sendable {
  /// Nothing is outstanding any more.
  case paid
  /// So much is still outstanding.
  case partlyPaid(outstanding: Money)
  /// The money came in and is recorded, so much beyond what was due.
  case overpaid(beyond: Money)
  /// The same payment was imported before.
  case duplicate
  case unknownInvoice
  /// The reference was imported as another payment, or the day of it lies ahead.
  case contradicted(String)
  case unreadable(String)

  package var kind: Kind {
    switch self {
    case .paid: .paid
    case .partlyPaid: .partlyPaid
    case .overpaid: .overpaid
    case .duplicate: .duplicate
    case .unknownInvoice: .unknownInvoice
    case .contradicted: .contradicted
    case .unreadable: .unreadable
    }
  }

  package enum Kind: String, CaseIterable, Sendable {
    case paid
    case partlyPaid = "partly_paid"
    case overpaid
    case duplicate
    case unknownInvoice = "unknown_invoice"
    case contradicted
    case unreadable

    /// Whether such a line goes to the rejects.
    package var isRejected: Bool {
      self == .unknownInvoice || self == .contradicted || self == .unreadable
    }

    package var isImported: Bool {
      self == .paid || self == .partlyPaid || self == .overpaid
    }
  }
}

/// A line of a settlement and what becomes of it.
package struct PaymentEntry: Sendable {
  package var line: SettlementLine
  package var outcome: PaymentOutcome
}
