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
  var filters = document.querySelector("[data-filters]");
  if (filters) {
    var rows = document.querySelectorAll("#" + filters.getAttribute("data-filters") + " tbody tr");
    filters.hidden = false;
    filters.querySelector("input").addEventListener("input", function (event) {
      var wanted = event.target.value.trim();
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.indexOf(wanted) < 0;
      });
    });
  }
  document.addEventListener("keydown", function (event) {
    if (!document.activeElement || !document.activeElement.hasAttribute("data-row")) return;
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    var links = Array.prototype.filter.call(document.querySelectorAll("[data-row]"), function (link) {
      return link.offsetParent !== null;
    });
    var next = links[links.indexOf(document.activeElement) + step];
    if (next) next.focus();
  });
  document.querySelectorAll(".stack select[data-tells]").forEach(function (told) {
    var row = told.closest("tr");
    var show = function () {
      var begun = Array.prototype.some.call(row.querySelectorAll("td.then input, td.then select"), function (field) {
        return field.value !== "";
      });
      row.classList.toggle("untold", told.value === "" && !begun);
    };
    told.addEventListener("change", show);
    show();
  });
  var printing = document.querySelector("[data-print]");
  if (printing) {
    printing.hidden = false;
    printing.addEventListener("click", function () {
      window.print();
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
