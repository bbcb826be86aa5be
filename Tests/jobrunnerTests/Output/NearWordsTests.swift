import PlainText
import Postgres
import TestLab
import Testing

@Suite("Words that somebody may have meant")
struct NearWordsTests {
  @Test(
    "a word that is not known is answered with the one that was meant",
    arguments: [
      ("nighlty", "there is no command \"nighlty\": did you mean nightly?"),
      (
        "payments impotr x.csv",
        "payments has no command \"impotr\": did you mean import?"
      ),
      ("prices tests lst", "prices tests has no command \"lst\": did you mean list?"),
      ("data coupns list", "there is no table \"coupns\": did you mean coupons?"),
      ("data coupons liste", "there is no action \"liste\": did you mean list?"),
      ("nightly --quite", "unknown option '--quite'. Did you mean '--quiet'?"),
      ("frobnicate", "there is no command \"frobnicate\"\n"),
    ])
  func commands(line: String, answer: String) throws {
    let run = try JobrunnerProgram.run(line.split(separator: " ").map(String.init))
    #expect(run.exitCode == 64)
    #expect(run.standardError.hasPrefix("jobrunner: \(answer)"), "\(run.standardError)")
  }

  @Test("one and many")
  func counts() {
    #expect(counted(1, "row") == "1 row" && counted(0, "row") == "0 rows")
    #expect(counted(2, "entry", "entries") == "2 entries")
  }
}
