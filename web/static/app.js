"use strict";
(function () {
  var all = document.querySelector("[data-select-all]");
  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", function () {
      var name = all.getAttribute("data-select-all");
      document.querySelectorAll('input[name="' + name + '"]').forEach(function (box) {
        box.checked = all.checked;
      });
    });
  }
  var refusal = document.querySelector(".refusal[tabindex]");
  if (refusal) refusal.focus();
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    var search = document.querySelector('input[name="q"]');
    if (search) {
      event.preventDefault();
      search.focus();
    }
  });
})();
