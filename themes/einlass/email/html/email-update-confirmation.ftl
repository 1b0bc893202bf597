<#import "parts.ftl" as mail>
<@mail.linked button=msg("einlassEmailUpdateButton") unexpected=msg("einlassEmailUpdateUnexpected")>
<@mail.p>${msg("einlassEmailUpdateLead", mail.shared.company, mail.shared.value(newEmail))}</@mail.p>
</@mail.linked>
