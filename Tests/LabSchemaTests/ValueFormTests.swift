import LabSchema
import Testing

@Suite("Forms of texts that people write")
struct ValueFormTests {
  @Test("what the libraries of apps write is a hash; passwords and bare digests are none")
  func hashes() {
    let digest = String(repeating: "0f", count: 32)
    for hash in [
      "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
      "$2a$10$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
      "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo",
      "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
      "pbkdf2:sha256:600000$salt$\(digest)", "scrypt:32768:8:1$salt$\(digest)",
      "pbkdf2_sha256$600000$salt$aGFzaGhhc2hoYXNoaGFzaGhhc2g=",
    ] { #expect(ValueForm.passwordHash.fits(hash), "\(hash)") }
    for text in [
      "", "x", "secret", "$ecret$pass", digest, "$2b$12$short", "$argon2id$", "plain:word$a$b",
      "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW\n",
    ] { #expect(!ValueForm.passwordHash.fits(text), "\(text)") }
  }

  @Test("a number has its country code, a map is Google's, and each form takes its own example")
  func others() {
    for form in ValueForm.allCases { #expect(form.fits(form.example), "\(form)") }
    for number in [
      "98765 43210", "+91", "+0 98765 43210", "+91 98765 43210 or so", "0091987654321",
    ] {
      #expect(!ValueForm.phoneWithCountryCode.fits(number), "\(number)")
    }
    #expect(ValueForm.phoneWithCountryCode.fits("+1 (415) 555-2671"))
    for link in ["https://maps.app.goo.gl/abc", "https://www.google.co.in/maps/place/X"] {
      #expect(ValueForm.mapLink.fits(link), "\(link)")
    }
    for link in [
      "http://www.google.com/maps", "https://google.com.evil.example/maps", "javascript:alert(1)",
      "https://www.google.com/mapsx y",
    ] { #expect(!ValueForm.mapLink.fits(link), "\(link)") }
  }
}
