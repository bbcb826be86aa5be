import TestLab
import Testing

@testable import Billing

@Suite("An amount that is shared out")
struct SharedAmountTests {
  private func shares(_ amount: Int64, _ weights: [Int64]) -> [Int64] {
    var shares = [Money(minorUnits: 7)]
    Money(minorUnits: amount).share(over: weights.map { Money(minorUnits: $0) }, into: &shares)
    return shares.map(\.minorUnits)
  }

  @Test(
    "goes to the largest remainders first, and of the same ones to the first",
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]),
      (200, [1, 1, 1], [67, 67, 66]),
      (1, [10, 90], [0, 1]),
      (1, [50, 50], [1, 0]),
      (10, [3, 0, 7], [3, 0, 7]),
      (5, [0, 0], [0, 0]),
      (5, [], []),
      (0, [4, 5], [0, 0]),
      (999_999_999_999, [999_999_999_999, 999_999_999_999], [500_000_000_000, 499_999_999_999]),
    ] as [(Int64, [Int64], [Int64])])
  func examples(amount: Int64, weights: [Int64], expected: [Int64]) {
    #expect(shares(amount, weights) == expected)
  }

  @Test("adds up to the whole, and no share is a minor unit from the exact one")
  func adds() {
    var random = SeededGenerator(seed: 15)
    for _ in 0..<2_000 {
      let weights = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        Int64.random(in: 0...1_000_000, using: &random)
      }
      let amount = Int64.random(in: 0...5_000_000, using: &random)
      let (shares, total) = (shares(amount, weights), weights.reduce(0, +))
      guard total > 0 else { continue }
      #expect(shares.reduce(0, +) == amount, "\(amount) over \(weights)")
      for (share, weight) in zip(shares, weights) {
        #expect(abs(share * total - amount * weight) < total, "\(amount) over \(weights)")
      }
    }
  }
}
