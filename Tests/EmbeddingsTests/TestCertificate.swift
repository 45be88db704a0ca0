import NIOSSL

/// A certificate for `localhost` and 127.0.0.1 that nobody signed but itself, good for a hundred years. Its key protects
/// nothing: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=localhost
/// -addext subjectAltName=DNS:localhost,IP:127.0.0.1`.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmjCCAUGgAwIBAgIUYi4LmtrsVbfUbdxoEuhRgKoT0D4wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAyMzUyOFoYDzIxMjYxMDMw
        MDIzNTI4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAS5Lw4K9/pUeqhntYATUa1Pruz8JvV9ObbcGEJvqjYLVZCp6iUZOKyj
        5UrVd4CvZdIEZgYx0XMdwtcT6MoPGiyQo28wbTAdBgNVHQ4EFgQUrpWPd+eJzMSi
        Of3Up3mT50yzDXwwHwYDVR0jBBgwFoAUrpWPd+eJzMSiOf3Up3mT50yzDXwwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDRwAwRAIge11R0q4BbYH/J3b40mpPtSIymb1fJULCVrbvFP70T+ICIDnX
        F74p81jhFsq0UuHQvxTSOwA3jHrDvViTYg+h5C27
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8un8Oi7CzcuHhIyp
        qPf0I4Smynefj5/OSo1p82WV6wuhRANCAAS5Lw4K9/pUeqhntYATUa1Pruz8JvV9
        ObbcGEJvqjYLVZCp6iUZOKyj5UrVd4CvZdIEZgYx0XMdwtcT6MoPGiyQ
        -----END PRIVATE KEY-----
        """

    static func chain() throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
    }

    /// For a server that shows it.
    static func server() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try chain().map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            )
        )
    }
}
