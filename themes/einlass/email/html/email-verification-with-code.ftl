<#import "template.ftl" as layout>
<@layout.emailLayout>
<@layout.p>${layout.shared.greeting()}</@layout.p>
<@layout.p>${msg("einlassCodeLead", layout.shared.company)}</@layout.p>
<p class="words" style="margin:0 0 24px;font:bold 28px/36px 'Courier New',Courier,monospace;letter-spacing:4px;color:#151515">${code}</p>
<@layout.p>${msg("einlassCodeUnexpected")}</@layout.p>
<@layout.help/>
</@layout.emailLayout>
