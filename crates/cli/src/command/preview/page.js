// Loads the page again when the article has changed; where one has scrolled to is kept.
(() => {
  const phones = () => [...document.querySelectorAll(".wx-phones iframe")];
  const key = "wxkit-scroll";
  addEventListener("load", () => {
    const places = JSON.parse(sessionStorage.getItem(key) || "[]");
    phones().forEach((phone, at) => phone.contentWindow.scrollTo(0, places[at] || 0));
  });
  let version = null;
  const look = async () => {
    try {
      const now = await (await fetch("/version", { cache: "no-store" })).text();
      if (version !== null && now !== version) {
        sessionStorage.setItem(key, JSON.stringify(phones().map((phone) => phone.contentWindow.scrollY)));
        location.reload();
        return;
      }
      version = now;
      document.body.classList.remove("gone");
    } catch {
      document.body.classList.add("gone");
    }
    setTimeout(look, 500);
  };
  look();
})();
