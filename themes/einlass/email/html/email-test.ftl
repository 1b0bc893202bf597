<#import "template.ftl" as layout>
<@layout.emailLayout>
<@layout.p>${layout.shared.greeting()}</@layout.p>
<@layout.p>${msg("einlassEmailTestLead", layout.shared.company)}</@layout.p>
<@layout.help/>
</@layout.emailLayout>
