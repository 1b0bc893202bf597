<#import "template.ftl" as layout>
<@layout.linked button=msg("einlassEmailUpdateButton") unexpected=msg("einlassEmailUpdateUnexpected")>
<@layout.p>${msg("einlassEmailUpdateLead", layout.shared.company, layout.shared.value(newEmail))}</@layout.p>
</@layout.linked>
