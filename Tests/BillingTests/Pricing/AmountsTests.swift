import Billing
import TestLab
import Testing

@Suite("Amounts and balances")
struct AmountsTests {
  /// Bills whose parts are drawn from a seed, some of them below zero.
  private func drawn(_ count: Int, seed: UInt64) throws -> [Amounts] {
    var random = SeededGenerator(seed: seed)
    return try (0..<count).map { _ in
      let part = { Money(minorUnits: .random(in: -1_000_000_000...1_000_000_000, using: &random)) }
      return try Amounts(base: part(), discount: part(), distance: part())
    }
  }

  private func balance(_ amounts: Amounts, _ adjusted: Money, paid: Money) throws -> Balance {
    Balance(
      amounts: amounts, adjusted: adjusted, paid: paid,
      outstanding: try amounts.final + adjusted - paid)
  }

  @Test("R6: final = base − discount + distance charge, of each bill and of every sum of them")
  func identity() throws {
    var sum = Amounts.zero
    for bill in try drawn(500, seed: 5) {
      #expect(bill.final == (try bill.base - bill.discount + bill.distance))
      #expect(try bill.total == bill.final)
      sum = try sum + bill
    }
    #expect(try sum.total == sum.final)
  }

  @Test("the order in which bills are added up makes no difference, and nothing adds nothing")
  func laws() throws {
    let bills = try drawn(300, seed: 6)
    for index in stride(from: 0, to: 300, by: 3) {
      let (a, b, c) = (bills[index], bills[index + 1], bills[index + 2])
      #expect(try (a + b) + c == (try a + (b + c)))
      #expect(try a + b == (try b + a))
      #expect(try a + .zero == a)
      #expect(try .zero + a == a)
    }
  }

  @Test("balances add up like their bills")
  func balances() throws {
    let bills = try drawn(300, seed: 8)
    for index in stride(from: 0, to: 300, by: 3) {
      let parts = try bills[index...].prefix(3).map { bill in
        try balance(bill, bill.discount, paid: bill.base)
      }
      #expect(try (parts[0] + parts[1]) + parts[2] == (try parts[0] + (parts[1] + parts[2])))
      #expect(try parts[0] + .zero == parts[0])
      let sum = try parts[0] + parts[1]
      #expect(sum.outstanding == (try sum.amounts.final + sum.adjusted - sum.paid))
    }
  }

  @Test("what notes have changed follows from what is outstanding")
  func adjusted() throws {
    let bill = try Amounts(base: money("500"), discount: money("50"), distance: money("61"))
    let open = try Balance(amounts: bill, paid: money("100"), outstanding: money("386"))
    #expect(open.adjusted == money("-25"))
    let overpaid = try Balance(amounts: bill, paid: money("600"), outstanding: money("-89"))
    #expect(overpaid.adjusted == .zero)
  }

  @Test("a bill beyond 64 bits of paise is an error, not another bill")
  func overflow() throws {
    #expect(throws: MoneyOverflow.self) {
      try Amounts(base: .largest, discount: .zero, distance: Money(minorUnits: 1))
    }
    #expect(throws: MoneyOverflow.self) {
      try Amounts(base: .zero, discount: .smallest, distance: .zero)
    }
    let most = try Amounts(base: .largest, discount: .zero, distance: .zero)
    #expect(try most + .zero == most)
    #expect(throws: MoneyOverflow.self) {
      try most + (try Amounts(base: Money(minorUnits: 1), discount: .zero, distance: .zero))
    }
  }

  @Test("each part has its value, a name and a column of its own")
  func parts() {
    var next: Int64 = 0
    let bill = Amounts { _ in
      next += 1
      return Money(minorUnits: next)
    }
    #expect(Amounts.Part.allCases.map { bill[$0].minorUnits } == [1, 2, 3, 4])
    #expect(
      (bill.base, bill.discount, bill.distance, bill.final).0.minorUnits == 1
        && bill.final.minorUnits == 4)
    #expect(
      Amounts.Part.allCases.map(\.column)
        == ["base_amount", "discount_amount", "distance_charge", "final_amount"])
    #expect(
      Amounts.Part.terms.map { "\($0.isAdded ? "+" : "-")\($0.part)" }
        == ["+base", "-discount", "+distance"])
    let figures = Balance.Figure.allCases
    #expect(figures.count == Amounts.Part.allCases.count + 3)
    #expect(Set(figures.map(\.column)).count == figures.count)
    #expect(Set(figures.map(\.name)).count == figures.count)
    #expect(
      figures.suffix(3).map(\.column) == ["adjusted_amount", "paid_amount", "outstanding_amount"])
  }

  @Test("the figures of a balance are its own")
  func figures() throws {
    let bill = try Amounts(base: money("500"), discount: money("50"), distance: money("61"))
    let balance = try balance(bill, money("-11"), paid: money("100"))
    #expect(
      Balance.Figure.allCases.map { "\(balance[$0])" }
        == ["500.00", "50.00", "61.00", "511.00", "-11.00", "100.00", "400.00"])
  }

  @Test("two bills differ in the parts that are not the same")
  func differences() throws {
    let one = try Amounts(base: money("500"), discount: .zero, distance: .zero)
    let other = try Amounts(base: money("500"), discount: money("50"), distance: money("50"))
    #expect(one.differences(from: other) == [.discount, .distance])
    #expect(one.differences(from: one).isEmpty)
  }
}
